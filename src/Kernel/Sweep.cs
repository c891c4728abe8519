using System.Text.Json;

namespace Feria.Kernel;

/// <summary>
/// Throws away what has run out. Each statement takes no more rows than asked, each time in a transaction of its own,
/// until nothing is due: it holds no lock for long and never falls behind, however much runs out at once.
/// </summary>
public abstract class Sweep(Database database) : Job
{
    const int AtMost = 1000;

    /// <summary>Each deletes at most <c>@AtMost</c> rows that nobody holds, by an index of their age.</summary>
    protected abstract IReadOnlyList<string> Statements { get; }

    /// <summary>How old something is thrown away at, where a statement asks for <c>@Age</c>.</summary>
    protected virtual TimeSpan Age => TimeSpan.Zero;

    public sealed override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        foreach (var sql in Statements)
            while (await SomeAsync(sql, stop) == AtMost) { }
    }

    async Task<int> SomeAsync(string sql, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var gone = await tx.ExecuteAsync(sql, new { tx.Region, AtMost, Age });
        if (gone > 0) await tx.CommitAsync();
        return gone;
    }
}
