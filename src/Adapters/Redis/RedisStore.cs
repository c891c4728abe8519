using System.Security.Cryptography;
using System.Text;

namespace Feria.Adapters.Redis;

/// <summary>
/// The shared store in Redis. A value is a string that expires; an allowance is the instant its bucket will be full, by
/// the server's clock. While Redis is away, allowances are counted here.
/// </summary>
public sealed class RedisStore(RedisClient client, RedisSettings settings, TimeProvider clock)
    : SharedStore, IAsyncDisposable
{
    // So that the largest values together stay well within what one answer may cost.
    const int KeysPerCommand = 32;

    readonly Breaker breaker = new(clock);
    readonly Buckets alone = new(clock);

    /// <summary>A client of its own, which this store ends with it.</summary>
    public RedisClient Client => client;

    public ValueTask DisposeAsync() => client.DisposeAsync();

    protected override async ValueTask<ReadOnlyMemory<byte>?[]> ReadAsync(IReadOnlyList<string> keys)
    {
        var found = await Task.WhenAll(keys.Chunk(KeysPerCommand).Select(part => TryAsync(
            async () => Values(part.Length, await AskAsync(["MGET", .. part.Select(ValueKey)])),
            new ReadOnlyMemory<byte>?[part.Length])));
        return found is [var only] ? only : [.. found.SelectMany(part => part)];
    }

    protected override async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life) =>
        await TryAsync(
            () => AskAsync(["SET", ValueKey(key), value, "PX", (long)Math.Ceiling(life.TotalMilliseconds)]),
            Resp.Nothing.One);

    protected override async ValueTask RemoveAsync(IReadOnlyList<string> keys) =>
        await TryAsync(() => AskAsync(["UNLINK", .. keys.Select(ValueKey)]), Resp.Nothing.One);

    protected override async ValueTask<Taken> DrawAsync(string key, Allowance allowance) =>
        await TryAsync<Taken?>(() => TakeThereAsync(key, allowance), null) ?? alone.Take(key, allowance);

    async Task<Taken?> TakeThereAsync(string key, Allowance allowance)
    {
        object[] about = [1, $"feria:take:{key}", (long)allowance.Interval.TotalMicroseconds, allowance.Burst];
        var began = clock.GetTimestamp();
        var answer = await client.CallAsync(settings.Limit, RedisCall.Words(["EVALSHA", TakeSha, .. about]));
        // It forgets scripts when it starts. Nothing was done, so this is no repetition.
        if (answer is Resp.Fault missing && missing.Is("NOSCRIPT"))
        {
            var left = settings.Limit - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) throw new RedisAwayException("too slow");
            answer = await client.CallAsync(left, RedisCall.Words(["EVAL", TakeScript, .. about]));
        }

        return Good(answer) is Resp.Number { Value: >= 0 and var wait }
            ? new Taken(wait == 0, TimeSpan.FromMicroseconds(wait))
            : throw new RedisFaultException("It answered with something else.");
    }

    async Task<Resp> AskAsync(object[] words) =>
        Good(await client.CallAsync(settings.Limit, RedisCall.Words(words)));

    static Resp Good(Resp answer) =>
        answer is Resp.Fault fault ? throw new RedisFaultException(fault.Message) : answer;

    static ReadOnlyMemory<byte>?[] Values(int count, Resp answer)
    {
        if (answer is not Resp.Many many || many.Items.Count != count)
            throw new RedisFaultException("It answered with something else.");
        return [.. many.Items.Select(item => item is Resp.Bytes bytes ? (ReadOnlyMemory<byte>?)bytes.Value : null)];
    }

    async Task<T> TryAsync<T>(Func<Task<T>> call, T otherwise)
    {
        // Asked first, because what is thrown costs more than what is known.
        if (!client.IsConnected)
        {
            Failed("not connected");
            return otherwise;
        }

        if (!breaker.MayCall())
        {
            Failed("resting");
            return otherwise;
        }

        try
        {
            var answer = await call();
            breaker.Worked();
            return answer;
        }
        catch (RedisAwayException away)
        {
            breaker.Failed();
            Failed(away.Why);
            return otherwise;
        }
        catch (RedisFaultException)
        {
            // It answers, and soon: nobody needs to be spared the wait.
            breaker.Worked();
            Failed("refused");
            return otherwise;
        }
    }

    static string ValueKey(string key) => $"feria:value:{key}";

    // An instant in microseconds: when the bucket will be full. Taking one moves it an interval on, and it may lie at
    // most burst intervals ahead. What is no longer ahead says nothing, so the key expires then. A clock that was set
    // back, or an allowance that was larger before, must not lock anyone out for longer than the burst.
    const string TakeScript = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
        local full = tonumber(redis.call('GET', KEYS[1])) or now
        full = math.min(math.max(full, now), now + interval * burst)
        local wait = full + interval * (1 - burst) - now
        if wait > 0 then return wait end
        full = full + interval
        redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
        return 0
        """;

    static readonly string TakeSha = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(TakeScript)));
}
