using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Feria.Kernel;

/// <summary>
/// A transaction as it comes out of the WAL: whether it wrote events, and the rows of watched tables.
/// </summary>
/// <param name="most">Rows beyond that are not kept: too many is all one has to know.</param>
sealed class Decoded(IReadOnlyCollection<string> tables, int most)
{
    readonly List<ChangedRow> rows = [];

    public bool HasEvents { get; private set; }

    public IReadOnlyList<ChangedRow> Rows => rows;

    /// <summary>Takes a message in; a message must be read to its end before the next.</summary>
    public async Task TakeAsync(PgOutputReplicationMessage message, CancellationToken stop)
    {
        switch (message)
        {
            case InsertMessage insert:
                await TakeAsync(insert.Relation, insert.NewRow, stop);
                break;
            case IndexUpdateMessage update:
                // What it was under is to be read again as well.
                await TakeAsync(update.Relation, update.Key, stop);
                await TakeAsync(update.Relation, update.NewRow, stop);
                break;
            case FullUpdateMessage update:
                await TakeAsync(update.Relation, update.OldRow, stop);
                await TakeAsync(update.Relation, update.NewRow, stop);
                break;
            case UpdateMessage update:
                await TakeAsync(update.Relation, update.NewRow, stop);
                break;
            case KeyDeleteMessage delete:
                await TakeAsync(delete.Relation, delete.Key, stop);
                break;
            case FullDeleteMessage delete:
                await TakeAsync(delete.Relation, delete.OldRow, stop);
                break;
        }
    }

    async Task TakeAsync(RelationMessage relation, ReplicationTuple row, CancellationToken stop)
    {
        var table = $"{relation.Namespace}.{relation.RelationName}";
        HasEvents |= table == "kernel.event";
        var isWatched = rows.Count <= most && tables.Contains(table);
        var values = new Dictionary<string, string?>();
        await foreach (var value in row.WithCancellation(stop))
        {
            // Texts are long, and no key is.
            if (!isWatched || value.IsDBNull || value.IsUnchangedToastedValue || value.Length > 100) continue;
            values[value.GetFieldName()] = await value.Get<string>(stop);
        }

        if (isWatched && values.Count > 0) rows.Add(new(table, values));
    }
}
