using Npgsql;

namespace Feria.Bench;

/// <summary>
/// The units of every offer: what there was before the first sale, and what is left after the last. What stood on the
/// shelves before had no history of two years, so it is taken down.
/// </summary>
sealed class Stockroom(string region, Shelves shelves, Size size)
{
    const int Batch = 20_000;

    /// <summary>No offer is left with fewer, so that there is something to buy.</summary>
    const int Least = 100;

    public async Task OpenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using (var command = new NpgsqlCommand(ClearSql, connection)) await command.ExecuteNonQueryAsync(stop);
        var chance = new Chance(Chance.SeedOf(size.Seed, "stock", 0));
        var rows = new GoodsRows(region);
        foreach (var batch in shelves.Stock.Chunk(Batch))
        {
            foreach (var one in batch) rows.Open(chance, one.Offer.Offer, Shelves.Units, size.From.AddDays(-8));
            await rows.SendAsync(connection, stop);
        }
    }

    public async Task CloseAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var chance = new Chance(Chance.SeedOf(size.Seed, "stock", 1));
        var rows = new GoodsRows(region);
        var stock = new Rows("inventory.stock", "region, offer_id, on_hand, sold, changed_at");
        foreach (var batch in shelves.Stock.Chunk(Batch))
        {
            foreach (var one in batch)
            {
                if (one.Fill(Least) is var units and > 0)
                    rows.Deliver(chance, one.Offer.Offer, one.OnHand - units, units, size.Until);
                stock.Begin().Value(region).Value(one.Offer.Offer).Value(one.OnHand).Value(one.Sold).Value(size.Until);
            }

            await using var transaction = await connection.BeginTransactionAsync(stop);
            await stock.SendAsync(connection, stop);
            await rows.SendAsync(connection, stop);
            await transaction.CommitAsync(stop);
        }
    }

    const string ClearSql = """
        -- bench.stockroom.clear
        with moved as (delete from inventory.movement)
        delete from inventory.stock
        """;
}
