using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

/// <summary>Something listens where Redis should be, and is broken or means ill.</summary>
public sealed class HostileServerTests
{
    static readonly RedisPatience Quick = new()
    {
        Connect = TimeSpan.FromMilliseconds(500),
        Silence = TimeSpan.FromMilliseconds(300),
        Idle = TimeSpan.FromMilliseconds(300),
        Rest = TimeSpan.FromMilliseconds(50),
    };

    public static TheoryData<string> Answers =>
    [
        "garbage\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "$2147483647\r\nabc",
        "$9999999999999\r\n",
        "*2147483647\r\n",
        "$-7\r\n",
        "$3\r\nabcdef\r\n",
        "+one\r\n+two\r\n+three\r\n",
        string.Concat(Enumerable.Repeat("*1\r\n", 100)),
        "\0\0\0\0\r\n",
        "\x16\x03\x01\x02\0\x01",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Nonsense_instead_of_an_answer_fails_the_call_and_the_connection(string answer)
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await stream.HearAsync();
            await stream.SayAsync(answer);
            await stream.HearAsync();
        });
        await using var client = Client(server);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        var calls = Enumerable.Range(0, 20).Select(i => client.AskAsync("ECHO", i)).ToList();
        foreach (var call in calls.Skip(3)) await Assert.ThrowsAsync<RedisAwayException>(() => call);

        await TestRedis.EventuallyAsync(() => Task.FromResult(server.Connections >= 2));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Nonsense_instead_of_a_greeting_lets_nobody_in(string answer)
    {
        using var server = new Listener(async stream =>
        {
            await stream.HearAsync();
            await stream.SayAsync(answer);
            await stream.HearAsync();
        });
        await using var client = Client(server);

        await TestRedis.EventuallyAsync(() => Task.FromResult(server.Connections >= 2));
        Assert.False(client.IsConnected);
        Assert.NotNull(client.Trouble);
    }

    [Theory]
    [InlineData("+endless")]
    [InlineData("*1048576\r\n")]
    [InlineData("|1\r\n+a\r\n+b\r\n")]
    [InlineData("*2\r\n")]
    public async Task An_answer_without_end_is_cut_off_before_it_fills_the_memory(string piece)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await stream.HearAsync();
            var many = string.Concat(Enumerable.Repeat(piece, 5000));
            while (true)
            {
                await stream.SayAsync(many);
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            }
        });
        await using var client = Client(server);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        await Assert.ThrowsAsync<RedisAwayException>(() => client.AskAsync("ECHO", "x"));

        Assert.InRange(most - before, long.MinValue, 400 << 20);
    }

    [Fact]
    public async Task Bytes_without_end_are_cut_off_at_the_limit()
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await stream.HearAsync();
            await stream.SayAsync("*1000000\r\n");
            var bulk = "$1048576\r\n" + new string('x', 1 << 20) + "\r\n";
            for (var i = 0; i < 200; i++) await stream.SayAsync(bulk);
        });
        await using var client = Client(server);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        await Assert.ThrowsAsync<RedisAwayException>(() => client.AskAsync("ECHO", "x"));
        Assert.Contains("too large", client.Trouble ?? await TroubleAsync(client));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$10\r\nabc")]
    [InlineData("*3\r\n:1\r\n")]
    [InlineData("+half a li")]
    public async Task A_connection_closed_in_the_middle_fails_all_who_wait(string begun)
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await stream.HearAsync();
            await stream.SayAsync(begun);
        });
        await using var client = Client(server);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        foreach (var call in Enumerable.Range(0, 50).Select(i => client.AskAsync("ECHO", i)).ToList())
            await Assert.ThrowsAsync<RedisAwayException>(() => call);
        await TestRedis.EventuallyAsync(() => Task.FromResult(server.Connections >= 2));
    }

    [Fact]
    public async Task A_server_that_reads_nothing_costs_its_callers_their_limit_and_no_more()
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await Task.Delay(Timeout.Infinite, stream.Stop);
        });
        await using var client = Client(server);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        // More than the sockets' buffers hold, so that the send itself is stuck.
        var calls = Enumerable.Range(0, 40).Select(_ => client.CallAsync(
            TimeSpan.FromMilliseconds(100), RedisCall.Words("ECHO", new byte[1 << 20]))).ToList();

        foreach (var call in calls) await Assert.ThrowsAsync<RedisAwayException>(() => call);
        await TestRedis.EventuallyAsync(() => Task.FromResult(server.Connections >= 2));
    }

    [Fact]
    public async Task What_is_large_may_take_longer_to_send_than_a_server_may_be_silent()
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            var slowly = DateTime.UtcNow.AddSeconds(4);
            for (var heard = 0; heard < 50 << 20;)
            {
                heard += await stream.HearAsync();
                if (DateTime.UtcNow < slowly) await Task.Delay(10);
            }

            await stream.SayAsync("+heard\r\n");
            await stream.HearAsync();
        });
        var patience = Quick with { Silence = TimeSpan.FromSeconds(2), Idle = TestRedis.Patience };
        await using var client = new RedisClient(Settings(server), NullLogger.Instance, patience);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        Assert.Equal(new Resp.Text("heard"), await client.AskAsync("ECHO", new byte[50 << 20]));
    }

    [Fact]
    public async Task An_old_server_that_repeats_what_it_does_not_know_does_not_make_us_tell_the_password()
    {
        using var server = new Listener(async stream =>
        {
            await stream.HearAsync();
            await stream.SayAsync("-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `hunter2`\r\n");
        });
        await using var client = Client(server, ":hunter2@");

        Assert.DoesNotContain("hunter2", await TroubleAsync(client));
        Assert.Contains("Redis 6 or newer", client.Trouble);
    }

    [Fact]
    public async Task A_store_above_nonsense_finds_nothing_and_never_throws()
    {
        using var server = new Listener(async stream =>
        {
            await stream.GreetAsync();
            // Right in form, wrong in kind.
            while (true)
            {
                await stream.HearAsync();
                await stream.SayAsync("*1\r\n+what\r\n");
            }
        });
        var client = Client(server);
        await using var store = new RedisStore(client, Settings(server), TimeProvider.System);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));

        Assert.Equal([null, null], await store.GetAsync(["a", "b"]));
        await store.SetAsync("a", new byte[] { 1 }, TimeSpan.FromMinutes(1));
        await store.DeleteAsync(["a"]);
        Assert.True((await store.TakeAsync("a", new(1, 1))).IsTaken);
    }

    static async Task<string> TroubleAsync(RedisClient client)
    {
        await TestRedis.EventuallyAsync(() => Task.FromResult(client.Trouble is not null));
        return client.Trouble!;
    }

    static RedisSettings Settings(Listener server, string who = "") =>
        RedisSettings.Parse($"redis://{who}127.0.0.1:{server.Port}");

    static RedisClient Client(Listener server, string who = "") =>
        new(Settings(server, who), NullLogger.Instance, Quick);
}
