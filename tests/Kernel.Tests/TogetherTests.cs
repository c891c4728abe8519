using System.Collections.Concurrent;
using Npgsql;

namespace Feria.Kernel.Tests;

public sealed class TogetherTests
{
    [Fact]
    public async Task Alone_nobody_waits_and_who_comes_meanwhile_is_in_the_next_batch_in_order()
    {
        var batches = new ConcurrentQueue<int[]>();
        var (begun, open) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var together = new Together<int, int>(3, async asked =>
        {
            batches.Enqueue([.. asked]);
            begun.Release();
            await open.WaitAsync();
            return [.. asked.Select(one => one * 10)];
        });

        var first = together.AskAsync(0);
        await begun.WaitAsync();
        var others = Enumerable.Range(1, 5).Select(one => together.AskAsync(one)).ToList();
        open.Release(3);

        Assert.Equal(0, await first);
        Assert.Equal(new[] { 10, 20, 30, 40, 50 }, await Task.WhenAll(others));
        Assert.Equal([[0], [1, 2, 3], [4, 5]], batches);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public async Task One_at_fault_fails_alone_and_all_others_are_served(int culprit)
    {
        var (begun, open) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var together = new Together<int, int>(64, async asked =>
        {
            if (asked[0] == -1)
            {
                begun.Release();
                await open.WaitAsync();
            }

            if (asked.Contains(culprit)) throw new FaultOfOneException();
            return [.. asked];
        });

        var first = together.AskAsync(-1);
        await begun.WaitAsync();
        var others = Enumerable.Range(0, 16).Select(one => together.AskAsync(one)).ToList();
        open.Release();

        Assert.Equal(-1, await first);
        await Assert.ThrowsAsync<FaultOfOneException>(() => others[culprit]);
        foreach (var (one, answer) in others.Index().Where(other => other.Index != culprit))
            Assert.Equal(one, await answer);
    }

    [Fact]
    public async Task What_breaks_a_whole_batch_is_told_to_each_and_the_next_are_served()
    {
        var breaks = true;
        var together = new Together<int, int>(64, asked =>
            breaks ? throw new InvalidOperationException("Broken.") : Task.FromResult<IReadOnlyList<int>>([.. asked]));

        await Assert.ThrowsAsync<InvalidOperationException>(() => together.AskAsync(1));
        breaks = false;
        Assert.Equal(2, await together.AskAsync(2));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation, 2 * 8 - 1)]
    [InlineData(PostgresErrorCodes.NumericValueOutOfRange, 2 * 8 - 1)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, 2 * 8 - 1)]
    [InlineData(PostgresErrorCodes.AdminShutdown, 1)]
    [InlineData(PostgresErrorCodes.TooManyConnections, 1)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, 1)]
    public async Task Only_a_fault_that_one_may_have_is_looked_for_by_halves(string state, int tries)
    {
        var (begun, open, tried) = (new SemaphoreSlim(0), new SemaphoreSlim(0), 0);
        var together = new Together<int, int>(64, async asked =>
        {
            if (asked[0] != -1)
            {
                tried++;
                throw new PostgresException("Broken.", "ERROR", "ERROR", state);
            }

            begun.Release();
            await open.WaitAsync();
            return [.. asked];
        });

        var first = together.AskAsync(-1);
        await begun.WaitAsync();
        var others = Enumerable.Range(0, 8).Select(one => together.AskAsync(one)).ToList();
        open.Release();

        Assert.Equal(-1, await first);
        foreach (var other in others) await Assert.ThrowsAsync<PostgresException>(() => other);
        Assert.Equal(tries, tried);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 5)]
    public async Task Where_somebody_was_faster_it_is_done_again_up_to_five_times(int overtaken, int tries)
    {
        var tried = 0;
        var together = new Together<int, int>(64, asked =>
            tried++ < overtaken ? throw new Overtaken() : Task.FromResult<IReadOnlyList<int>>([.. asked]));

        if (overtaken < tries) Assert.Equal(1, await together.AskAsync(1));
        else await Assert.ThrowsAsync<Overtaken>(() => together.AskAsync(1));
        Assert.Equal(tries, tried);
    }

    [Fact]
    public async Task Where_two_thousand_wait_the_next_is_turned_away_at_once()
    {
        var (begun, open) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var together = new Together<int, int>(1, async asked =>
        {
            begun.Release();
            await open.WaitAsync();
            return [.. asked];
        });

        var waiting = new List<Task<int>> { together.AskAsync(0)! };
        await begun.WaitAsync();
        for (var i = 1; i <= 2_000; i++) waiting.Add(together.AskAsync(i)!);

        await Assert.ThrowsAsync<Overloaded>(() => together.AskAsync(2_001));
        open.Release(2_001);
        Assert.Equal(Enumerable.Range(0, 2_001), await Task.WhenAll(waiting));
    }

    [Fact]
    public async Task Who_waits_longer_than_there_is_patience_is_refused_unserved_also_while_others_are_stuck()
    {
        var served = new ConcurrentQueue<int>();
        var (begun, open) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var together = new Together<int, int>(64, async asked =>
        {
            foreach (var one in asked) served.Enqueue(one);
            begun.Release();
            await open.WaitAsync();
            return [.. asked];
        }, TimeSpan.FromMilliseconds(50));

        var stuck = together.AskAsync(1);
        await begun.WaitAsync();
        await Assert.ThrowsAsync<Overloaded>(() => together.AskAsync(2));
        Assert.False(stuck.IsCompleted); // who is being served is not given up

        var next = together.AskAsync(3);
        open.Release(2);
        Assert.Equal((1, 3), (await stuck, await next));
        Assert.Equal([1, 3], served);
    }

    [Fact]
    public async Task Who_would_be_served_too_late_is_turned_away_at_once_and_nobody_is_once_the_line_is_short()
    {
        var (begun, open) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var together = new Together<int, int>(2, async asked =>
        {
            begun.Release();
            await open.WaitAsync();
            return [.. asked];
        }, TimeSpan.FromSeconds(30));

        async Task<Task<int>> BeginAsync(int one)
        {
            var asking = together.AskAsync(one);
            await begun.WaitAsync();
            return asking;
        }

        // A batch of half a second counts as a tenth: 240 of them are before whoever comes as the 481st.
        var slow = await BeginAsync(0);
        await Task.Delay(500);
        open.Release();
        Assert.Equal(0, await slow);
        var busy = await BeginAsync(1);
        var waiting = new List<Task<int>>();
        while (!together.IsTooLong && waiting.Count < 1_000) waiting.Add(together.AskAsync(waiting.Count));
        Assert.InRange(waiting.Count, 200, 482);

        var refused = together.AskAsync(-1);
        Assert.True(refused.IsFaulted);
        await Assert.ThrowsAsync<Overloaded>(() => refused);
        open.Release(1_000);
        Assert.Equal(1, await busy);
        Assert.Equal(Enumerable.Range(0, waiting.Count), await Task.WhenAll(waiting));
        Assert.False(together.IsTooLong);
        Assert.Equal(7, await together.AskAsync(7));
    }

    [Fact]
    public async Task Whoever_asks_however_many_at_once_gets_their_own_answer()
    {
        var together = new Together<int, int>(16, async asked =>
        {
            await Task.Yield();
            return asked.Contains(13) && asked.Count > 1 ? throw new FaultOfOneException() : [.. asked];
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 5_000), new ParallelOptions { MaxDegreeOfParallelism = 100 },
            async (one, _) => Assert.Equal(one, await together.AskAsync(one)));
    }
}
