using System.Buffers.Text;
using System.Collections.Concurrent;

namespace Feria.Bench;

/// <summary>The checkouts that were answered with 201: each of them must be there at the end.</summary>
sealed class Receipts
{
    static readonly byte[] Mark = "\r\nLocation: /api/v1/checkouts/"u8.ToArray();

    readonly ConcurrentBag<Guid> kept = [];

    public IReadOnlyCollection<Guid> All => kept;

    /// <summary>Keeps the checkout that an answer names, and gives it; nothing where it names none.</summary>
    public Guid? Keep(Wire wire)
    {
        var answer = wire.Last.Span;
        var at = answer.IndexOf(Mark);
        if (at < 0 || !Utf8Parser.TryParse(answer[(at + Mark.Length)..], out Guid checkout, out _)) return null;
        kept.Add(checkout);
        return checkout;
    }
}
