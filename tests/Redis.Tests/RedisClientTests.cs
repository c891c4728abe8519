using System.Globalization;
using System.Numerics;
using System.Text;

namespace Feria.Redis.Tests;

public sealed class RedisClientTests(TestRedis redis) : IClassFixture<TestRedis>
{
    [Fact]
    public async Task A_real_server_says_every_kind_of_value()
    {
        await using var client = await redis.ClientAsync();
        async Task<Resp> SayAsync(string kind) => await client.AskAsync("DEBUG", "PROTOCOL", kind);

        Assert.Equal("Hello World", Assert.IsType<Resp.Bytes>(await SayAsync("string")).AsText);
        Assert.Equal(new Resp.Number(12345), await SayAsync("integer"));
        Assert.Equal(new Resp.Real(3.141), await SayAsync("double"));
        Assert.Equal(Resp.Nothing.One, await SayAsync("null"));
        Assert.Equal(new Resp.Truth(true), await SayAsync("true"));
        Assert.Equal(new Resp.Truth(false), await SayAsync("false"));
        Assert.Equal(
            new Resp.Large(BigInteger.Parse("1234567999999999999999999999999999999", CultureInfo.InvariantCulture)),
            await SayAsync("bignum"));
        var words = Assert.IsType<Resp.Verbatim>(await SayAsync("verbatim"));
        Assert.Equal(("txt", "This is a verbatim\nstring"), (words.Format, Encoding.ASCII.GetString(words.Value)));
        Assert.Equal(
            [new Resp.Number(0), new Resp.Number(1), new Resp.Number(2)],
            Assert.IsType<Resp.Many>(await SayAsync("array")).Items);
        Assert.Equal(
            (RespShape.Set, 3),
            await SayAsync("set") is Resp.Many set ? (set.Shape, set.Items.Count) : default);
        Assert.Equal(
            [new Resp.Number(0), new Resp.Truth(false), new Resp.Number(1), new Resp.Truth(true),
                new Resp.Number(2), new Resp.Truth(false)],
            Assert.IsType<Resp.Many>(await SayAsync("map")).Items);
        Assert.Equal("Some real reply following the attribute", (await SayAsync("attrib")).Word);
        Assert.StartsWith("ERR ", Assert.IsType<Resp.Fault>(await SayAsync("no such kind")).Message);
    }

    [Fact]
    public async Task News_nobody_asked_for_does_not_take_the_place_of_an_answer()
    {
        await using var client = await redis.ClientAsync();
        await using var other = await redis.ClientAsync();
        await client.AskAsync("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "news:");

        var answers = Enumerable.Range(0, 500).Select(async i =>
        {
            await other.AskAsync("SET", $"news:{i % 7}", i);
            return (await client.AskAsync("ECHO", i)).Word;
        });

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Ten_thousand_calls_at_once_each_get_their_own_answer()
    {
        await using var client = await redis.ClientAsync();
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(() =>
            Enumerable.Range(part * 1250, 1250)
                .Select(async i => (await client.AskAsync("ECHO", $"call {i}")).Word == $"call {i}").ToList())));

        Assert.Equal(10_000, (await Task.WhenAll(calls.SelectMany(one => one))).Count(right => right));
    }

    [Fact]
    public async Task Large_values_and_any_bytes_pass_unchanged()
    {
        await using var client = await redis.ClientAsync();
        var values = new[] { 0, 1, 65_534, 65_535, 65_536, 1 << 20, 12 << 20 }.Select(length =>
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            return bytes;
        });

        foreach (var (bytes, answer) in (await Task.WhenAll(values.Select(
            async bytes => (bytes, await client.AskAsync("ECHO", bytes))))))
            Assert.Equal(bytes, Assert.IsType<Resp.Bytes>(answer).Value);
    }

    [Fact]
    public async Task A_call_that_is_given_up_leaves_its_answer_to_nobody()
    {
        await using var client = await redis.ClientAsync();
        // The server is silent about this one for longer than its caller waits.
        var given = client.CallAsync(TimeSpan.FromMilliseconds(20), RedisCall.Words("BLPOP", "never pushed", 0.4));
        var after = Enumerable.Range(0, 200).Select(i => client.AskAsync("ECHO", i)).ToList();

        Assert.Equal("too slow", (await Assert.ThrowsAsync<RedisAwayException>(() => given)).Why);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => $"{i}"), (await Task.WhenAll(after)).Select(answer => answer.Word));
    }

    [Fact]
    public async Task Many_given_up_among_others_shift_no_answer()
    {
        await using var client = await redis.ClientAsync();
        var right = 0;
        var late = 0;
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(async i =>
        {
            try
            {
                var limit = i % 3 == 0 ? TimeSpan.FromTicks(1) : TestRedis.Patience;
                var answer = await client.CallAsync(limit, RedisCall.Words("ECHO", i));
                Assert.Equal($"{i}", answer.Word);
                Interlocked.Increment(ref right);
            }
            catch (RedisAwayException away) when (away.Why == "too slow" && i % 3 == 0)
            {
                Interlocked.Increment(ref late);
            }
        }));

        Assert.Equal(3000, right + late);
        Assert.InRange(right, 2000, 3000);
        Assert.Equal("still", (await client.AskAsync("ECHO", "still")).Word);
    }

    [Fact]
    public async Task Too_much_that_waits_is_refused_at_once()
    {
        await using var client = await redis.ClientAsync();
        var process = await client.ProcessIdAsync();
        await TestRedis.SignalAsync("STOP", process);
        List<Task<Resp>> calls;
        try
        {
            calls =
            [
                .. Enumerable.Range(0, RedisConnection.MostPending + 1000).Select(i => client.AskAsync("ECHO", i)),
            ];
            Assert.Equal(1000, calls.Count(call => call.IsFaulted));
        }
        finally
        {
            await TestRedis.SignalAsync("CONT", process);
        }

        var whys = await Task.WhenAll(calls.Select(async (call, i) =>
        {
            try
            {
                return (await call).Word == $"{i}" ? "right" : "wrong";
            }
            catch (RedisAwayException away)
            {
                return away.Why;
            }
        }));
        Assert.Equal(1000, whys.Count(why => why == "too much waits"));
        Assert.DoesNotContain("wrong", whys);
    }

    [Fact]
    public async Task A_value_too_large_to_keep_is_refused_before_it_is_sent()
    {
        await using var client = await redis.ClientAsync();
        var away = await Assert.ThrowsAsync<RedisAwayException>(
            () => client.AskAsync("ECHO", new byte[RedisConnection.MostPendingBytes]));

        Assert.Equal("too much waits", away.Why);
        Assert.Equal("next", (await client.AskAsync("ECHO", "next")).Word);
    }

    [Fact]
    public async Task The_server_knows_us_by_name()
    {
        await using var client = await redis.ClientAsync();
        Assert.Equal("feria", (await client.AskAsync("CLIENT", "GETNAME")).Word);
        Assert.Matches(@"^\d+\.\d+\.\d+$", client.ServerVersion);
    }
}
