using System.Threading.Channels;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Puts the trade in: one decides what is bought, in order; a few write it out and send it, a batch a transaction.
/// </summary>
/// <param name="openAsync">A connection of one's own.</param>
sealed class Trading(
    string region, Size size, Trade trade, People people, Pace pace, Func<Task<NpgsqlConnection>> openAsync)
{
    const int Batch = 2000;
    const int Hands = 3;

    /// <returns>How many checkouts there were.</returns>
    public async Task<long> RunAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var batches = Channel.CreateBounded<Purchase[]>(Hands);
        var deciding = Task.Run(() => DecideAsync(batches.Writer, failed.Token), stop);
        Task[] all = [deciding, .. Enumerable.Range(0, Hands).Select(_ => Task.Run(
            () => SendAsync(batches.Reader, failed.Token), stop))];
        // Whoever fails first ends the others, who would wait for it.
        await foreach (var done in Task.WhenEach(all))
            if (!done.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await done;
            }

        return await deciding;
    }

    async Task<long> DecideAsync(ChannelWriter<Purchase[]> batches, CancellationToken stop)
    {
        await using var connection = await openAsync();
        var sales = new DailySales(connection);
        var count = 0L;
        foreach (var batch in trade.Purchases().Chunk(Batch))
        {
            foreach (var bought in batch) await sales.AddAsync(bought, stop);
            await batches.WriteAsync(batch, stop);
            count += batch.Length;
        }

        await sales.EndAsync(stop);
        batches.Complete();
        return count;
    }

    async Task SendAsync(ChannelReader<Purchase[]> batches, CancellationToken stop)
    {
        await using var connection = await openAsync();
        var chance = new Chance(0);
        var events = new EventRows(region);
        var orders = new OrderRows(region, events, people, size.Until);
        var money = new MoneyRows(region, events);
        var goods = new GoodsRows(region);
        await foreach (var batch in batches.ReadAllAsync(stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await events.OpenAsync(connection, stop);
            foreach (var bought in batch)
            {
                chance.Begin(bought.Seed);
                money.Add(bought, orders.Add(bought, chance), chance);
                goods.Add(bought, chance);
            }

            await orders.SendAsync(connection, stop);
            await money.SendAsync(connection, stop);
            await goods.SendAsync(connection, stop);
            await events.SendAsync(connection, stop);
            await transaction.CommitAsync(stop);
            pace.Add(batch.Sum(bought => bought.Quote.Parts.Count));
        }
    }
}
