using System.Diagnostics;
using StackExchange.Redis;

namespace Feria.Redis.Tests;

/// <summary>
/// How fast our client is beside the one others wrote. Figures, not a promise: run by
/// <c>-explicit only -showLiveOutput</c>, on a machine that does nothing else.
/// </summary>
public sealed class Figures(TestRedis redis) : IClassFixture<TestRedis>
{
    const int Rounds = 7, Waves = 5, AtOnce = 10_000;

    [Fact(Explicit = true)]
    public async Task Fifty_thousand_increments_by_both_clients_in_turn()
    {
        await using var ours = await redis.ClientAsync();
        using var theirs = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{redis.Server.Port},password={redis.Server.Password},syncTimeout=10000");
        var database = theirs.GetDatabase();
        var limit = TimeSpan.FromMilliseconds(20_000);
        var words = RedisCall.Words("INCR", "ours");

        for (var round = 1; round <= Rounds; round++)
        {
            var here = await MillisecondsAsync(() => ours.CallAsync(limit, words));
            var there = await MillisecondsAsync(() => database.StringIncrementAsync("theirs"));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"round {round}: ours {here:0} ms, StackExchange.Redis {there:0} ms");
        }

        Assert.Equal($"{Rounds * Waves * AtOnce}", (await ours.AskAsync("GET", "ours")).Word);
        Assert.Equal($"{Rounds * Waves * AtOnce}", (await ours.AskAsync("GET", "theirs")).Word);
    }

    static async Task<double> MillisecondsAsync(Func<Task> call)
    {
        var clock = Stopwatch.StartNew();
        for (var wave = 0; wave < Waves; wave++)
        {
            var calls = new Task[AtOnce];
            for (var i = 0; i < AtOnce; i++) calls[i] = call();
            await Task.WhenAll(calls);
        }

        return clock.Elapsed.TotalMilliseconds;
    }
}
