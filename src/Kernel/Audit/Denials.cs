using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Writes down what was denied, before it is answered. Many at once are one transaction; of whoever tries again and
/// again all is counted, and the first of each minute written.
/// </summary>
public sealed class Denials
{
    const int AtOnce = 200;
    const int KeptApart = 10_000;

    // Nobody who errs is refused so often; a program that tries doors is. Whoever is nobody has no name to be told by.
    internal const int AMinute = 1_000;
    internal const int AMinuteOfNobody = 20;

    readonly TimeProvider clock;
    readonly ILogger<Denials> log;
    readonly Together<AuditTrail.Line, bool> together;
    readonly ConcurrentDictionary<string, Spree> sprees = [];

    public Denials(Database database, TimeProvider clock, ILogger<Denials> log)
    {
        (this.clock, this.log) = (clock, log);
        together = new(AtOnce, lines => WriteAsync(database, lines), TimeSpan.FromSeconds(1));
    }

    /// <summary>Once the answer begins, what was denied meanwhile is written.</summary>
    internal void Follow(HttpContext context, Deed deed) => context.Response.OnStarting(
        () => deed.Denied is { } refusal ? WriteAsync(deed, refusal) : Task.CompletedTask);

    async Task WriteAsync(Deed deed, Refusal refusal)
    {
        if (Counted(deed) is not { } also) return;
        try
        {
            await together.AskAsync(new(
                deed, AuditEntry.Refused, refusal.Code, After: also == 0 ? null : new { alsoDenied = also }));
        }
        catch (Exception busy) when (busy is NpgsqlException or TimeoutException or Overloaded)
        {
            // It is refused all the same; with the primary away nothing can be written at all.
            log.LogWarning(busy, "{Operation} was denied and could not be written down", deed.Operation);
        }
    }

    static async Task<IReadOnlyList<bool>> WriteAsync(Database database, IReadOnlyList<AuditTrail.Line> lines)
    {
        await using var tx = await database.WriteAsync(CancellationToken.None);
        tx.Tell(lines);
        await tx.CommitAsync();
        return [.. lines.Select(_ => true)];
    }

    /// <summary>How many of the same caller were counted alone since the last that was written; null for one
    /// more.</summary>
    int? Counted(Deed deed)
    {
        var most = deed.Caller.Actor is null ? AMinuteOfNobody : AMinute;
        var who = deed.Caller.Actor?.ToString() ?? deed.Neighbourhood;
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        // Where too many are told apart, those of an earlier minute make room, and else nobody more is.
        if (sprees.Count >= KeptApart)
            foreach (var (name, old) in sprees)
                if (old.Minute != minute) sprees.TryRemove(name, out _);
        if (sprees.Count >= KeptApart && !sprees.ContainsKey(who)) who = "";
        var spree = sprees.GetOrAdd(who, _ => new Spree());
        lock (spree)
        {
            if (spree.Minute != minute) (spree.Minute, spree.Written) = (minute, 0);
            if (spree.Written >= most)
            {
                spree.Counted++;
                return null;
            }

            spree.Written++;
            var also = spree.Counted;
            spree.Counted = 0;
            return also;
        }
    }

    sealed class Spree
    {
        public long Minute { get; set; }
        public int Written { get; set; }
        public int Counted { get; set; }
    }
}
