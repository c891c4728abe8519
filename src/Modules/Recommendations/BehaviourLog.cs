using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Feria.Recommendations;

/// <summary>
/// Takes what visitors do without making a page wait: a bounded queue, written by COPY in batches. What does not fit is
/// dropped and counted in <c>feria.behaviour.dropped</c>.
/// </summary>
public sealed class BehaviourLog(Database database, ILogger<BehaviourLog> log) : BackgroundService
{
    const int QueueLimit = 20_000;
    const int BatchLimit = 1_000;
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Dropped = Meter.CreateCounter<long>("feria.behaviour.dropped");
    static readonly Counter<long> Written = Meter.CreateCounter<long>("feria.behaviour.written");

    readonly Channel<Behaviour> queue = Channel.CreateBounded<Behaviour>(
        new BoundedChannelOptions(QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public void Record(Behaviour behaviour)
    {
        if (!queue.Writer.TryWrite(behaviour)) Dropped.Add(1);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (await WaitForMoreAsync(stop))
        {
            var batch = new List<Behaviour>(BatchLimit);
            while (batch.Count < BatchLimit && queue.Reader.TryRead(out var next)) batch.Add(next);
            try
            {
                await CopyAsync(database, await OfWillingAsync(batch));
                Written.Add(batch.Count);
            }
            // Whatever it is: rows may be lost, the writer must not.
            catch (Exception outage)
            {
                Dropped.Add(batch.Count);
                log.LogWarning(outage, "{Count} rows of behaviour were lost", batch.Count);
            }
        }
    }

    // A pause gathers a batch; stopping writes what is left.
    async Task<bool> WaitForMoreAsync(CancellationToken stop)
    {
        try
        {
            await queue.Reader.WaitToReadAsync(stop);
            if (queue.Reader.Count < BatchLimit) await Task.Delay(500, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return queue.Reader.Count > 0;
        }
    }

    // Who wants no searches remembered is nobody in them. Looked up here, where nobody waits.
    async Task<List<Behaviour>> OfWillingAsync(List<Behaviour> batch)
    {
        var owners = batch.Where(row => row.Query is not null).Select(OwnerOf).OfType<byte[]>()
            .DistinctBy(Convert.ToHexString).ToArray();
        if (owners.Length == 0) return batch;
        await using var session = await database.ReadFreshAsync();
        var off = (await SearchHistory.OffAsync(session, owners)).Select(Convert.ToHexString).ToHashSet();
        return off.Count == 0 ? batch :
        [
            .. batch.Select(row => row.Query is not null && OwnerOf(row) is { } owner
                && off.Contains(Convert.ToHexString(owner)) ? row with { Account = null, Visitor = null } : row),
        ];
    }

    static byte[]? OwnerOf(Behaviour row) => SearchHistory.OwnerOf(row.Account, row.Visitor);

    /// <summary>Writes rows by binary COPY in the caller's transaction: the door for streams and seeding.</summary>
    public static Task LoadAsync(Tx tx, IEnumerable<Behaviour> rows) => Copy.InAsync(tx, CopySql, rows, row =>
    [
        row.At, row.Kind, row.Account, row.Visitor, row.Product, row.Category, row.Query, row.Placement, row.Offer,
        row.Language, row.Found,
    ]);

    /// <summary>Writes rows by binary COPY in one transaction.</summary>
    public static async Task CopyAsync(Database database, IReadOnlyCollection<Behaviour> rows)
    {
        await using var connection = await database.OpenRawAsync();
        await using var copy = await connection.BeginBinaryImportAsync(CopySql);
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(row.At, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(row.Kind, NpgsqlDbType.Text);
            await WriteAsync(copy, row.Account, NpgsqlDbType.Uuid);
            await WriteAsync(copy, row.Visitor, NpgsqlDbType.Bytea);
            await WriteAsync(copy, row.Product, NpgsqlDbType.Uuid);
            await WriteAsync(copy, row.Category, NpgsqlDbType.Integer);
            await WriteAsync(copy, row.Query, NpgsqlDbType.Text);
            await WriteAsync(copy, row.Placement, NpgsqlDbType.Text);
            await WriteAsync(copy, row.Offer, NpgsqlDbType.Uuid);
            await WriteAsync(copy, row.Language, NpgsqlDbType.Text);
            await WriteAsync(copy, row.Found, NpgsqlDbType.Integer);
        }

        await copy.CompleteAsync();
    }

    static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type) =>
        value is null ? copy.WriteNullAsync() : copy.WriteAsync(value, type);

    const string CopySql =
        "copy recommendations.behaviour (at, kind, account_id, visitor, product_id, category, query, placement, "
        + "offer_id, language, found) from stdin (format binary)";
}
