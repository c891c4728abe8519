using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Kernel;

/// <summary>One line of the audit as it stands in the table; its hash covers all of it and the line before.</summary>
/// <param name="Number">Counted up by one within a region.</param>
/// <param name="ActorKind">account, key, nobody or system.</param>
/// <param name="ActedAs">Whose account the actor used.</param>
/// <param name="Operation">The slice's name, or a page's method and route.</param>
/// <param name="Outcome">done or denied.</param>
/// <param name="Code">Why it was denied.</param>
/// <param name="Before">What it was, as JSON; null where there was nothing, or nothing was said.</param>
/// <param name="WhySealed">What the actor gave as the reason: words about people, perhaps.</param>
/// <param name="OriginSealed">The network and the program it came from.</param>
public sealed record AuditEntry(
    string Region, long Number, DateTime At, string ActorKind, Guid? Actor, Guid? ActedAs, Guid? Session,
    string Operation, string Outcome, string? Code, string? SubjectKind, string? Subject, string? Before,
    string? After, byte[]? WhySealed, byte[]? OriginSealed, string? Trace)
{
    public const string Done = "done";
    public const string Refused = "denied";

    /// <summary>HMAC-SHA-256, under the installation's audit key, of the line before and of this one.</summary>
    public byte[] Seal(Vault vault, byte[] before)
    {
        using var written = new MemoryStream();
        written.Write(before);
        Write(written, Region);
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(number, Number);
        // PostgreSQL keeps microseconds.
        BinaryPrimitives.WriteInt64BigEndian(number[8..], At.Ticks / TimeSpan.TicksPerMicrosecond);
        written.Write(number);
        foreach (var field in (string?[])
            [
                ActorKind, Actor?.ToString(), ActedAs?.ToString(), Session?.ToString(), Operation, Outcome, Code,
                SubjectKind, Subject, Before, After, Hex(WhySealed), Hex(OriginSealed), Trace,
            ])
            Write(written, field);
        return vault.Authenticate(written.GetBuffer().AsSpan(0, (int)written.Length), "audit");
    }

    static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);

    // Each field with its length, so that none can be taken for part of its neighbour; nothing is not an empty word.
    static void Write(MemoryStream written, string? field)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : bytes.Length);
        written.Write(length);
        written.Write(bytes);
    }

    /// <summary>What the first line of a region follows.</summary>
    public static readonly byte[] Root = new byte[HMACSHA256.HashSizeInBytes];
}
