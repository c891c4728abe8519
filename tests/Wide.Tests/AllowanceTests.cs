using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Wide.Tests;

/// <summary>Two processes of one installation behind one gateway, one Redis between them.</summary>
public sealed class AllowanceTests : IAsyncLifetime
{
    // Of the endpoint asked below: five at once, then one every twenty seconds.
    const string Path = "/api/v1/password-resets";
    const int Burst = 5;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    readonly TemporaryFolder folder = new();
    PrivateRedis? redis;
    Behind one = null!;
    Behind other = null!;

    /// <param name="postgres">Of the installation it joins; null for one of its own.</param>
    sealed class Behind(string redis, string? postgres = null) : FeriaHost
    {
        protected override Task<string> OpenDatabaseAsync() =>
            postgres is null ? base.OpenDatabaseAsync() : Task.FromResult(postgres);

        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Feria:Redis"] = redis,
            ["Feria:Proxies"] = "127.0.0.1",
            ["Feria:DrainSeconds"] = "0",
            ["Feria:AllowanceScale"] = "1",
        };
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisProgram.Find() is not { } program)
        {
            Assert.Skip($"Redis is not installed: sudo apt-get install {RedisProgram.Package}");
            return;
        }

        redis = await PrivateRedis.StartAsync(System.IO.Path.Combine(folder.Path, "redis"), program);
        one = new(redis.Address);
        await one.InitializeAsync();
        other = new(redis.Address, one.ConnectionString);
        await other.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (other is not null) await other.DisposeAsync();
        if (one is not null) await one.DisposeAsync();
        if (redis is not null) await redis.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Over_all_processes_a_network_gets_what_it_is_allowed_and_not_one_more()
    {
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => AskAsync(i % 2 == 0 ? one : other, "203.0.113.7")));

        var accepted = answers.Count(status => status == HttpStatusCode.Accepted);
        Assert.InRange(accepted, Burst, Burst + (int)(watch.Elapsed / Interval));
        Assert.Equal(40, accepted + answers.Count(status => status == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.Accepted, await AskAsync(other, "203.0.113.8"));
    }

    [Fact]
    public async Task Another_installation_on_the_same_Redis_counts_for_itself()
    {
        await using var stranger = new Behind(redis!.Address);
        await stranger.InitializeAsync();
        for (var i = 0; i < 4 * Burst; i++) await AskAsync(i % 2 == 0 ? one : other, "203.0.113.13");
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(other, "203.0.113.13"));

        Assert.Equal(HttpStatusCode.Accepted, await AskAsync(stranger, "203.0.113.13"));
    }

    [Fact]
    public async Task A_guest_who_takes_a_new_name_each_time_is_still_counted_by_the_network()
    {
        var watch = Stopwatch.StartNew();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12 * Burst; i++)
            answers.Add(await AskAsync(i % 2 == 0 ? one : other, "203.0.113.9", guest: $"{Guid.NewGuid():N}"));

        Assert.InRange(
            answers.Count(status => status == HttpStatusCode.Accepted),
            10 * Burst, 10 * Burst + (int)(10 * watch.Elapsed / Interval));
    }

    [Fact]
    public async Task The_refusal_says_when_to_come_back_and_nothing_was_done()
    {
        HttpResponseMessage refused;
        Guid[] before;
        // While Redis is slow to answer, each counts alone.
        for (var asked = 0; ; asked++)
        {
            await AskAsync(one, "203.0.113.10");
            before = await LettersToWriteAsync();
            refused = await SendAsync(other, "203.0.113.10", null);
            if (refused.StatusCode == HttpStatusCode.TooManyRequests) break;
            refused.Dispose();
            Assert.True(asked < 4 * Burst, "Nobody is refused.");
        }

        using var _ = refused;
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), Interval);
        Assert.Equal("too_many_requests",
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        // Those of before are written meanwhile.
        Assert.Empty((await LettersToWriteAsync()).Except(before));

        async Task<Guid[]> LettersToWriteAsync() => (Guid[])(await other.SqlAsync(
            "select coalesce(array_agg(id), '{}') from kernel.job where kind = 'accounts.write-reset-letter'"))!;
    }

    [Fact]
    public async Task With_Redis_gone_each_process_counts_alone()
    {
        await redis!.DisposeAsync();
        redis = null;
        var watch = Stopwatch.StartNew();

        foreach (var host in new[] { one, other })
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 3 * Burst; i++) answers.Add(await AskAsync(host, "203.0.113.11"));
            Assert.InRange(
                answers.Count(status => status == HttpStatusCode.Accepted),
                Burst, Burst + (int)(watch.Elapsed / Interval));
        }
    }

    [Fact]
    public async Task Who_watches_a_process_may_ask_as_often_as_they_like()
    {
        for (var i = 0; i < 300; i++)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            asked.Headers.Add("X-Forwarded-For", "203.0.113.12");
            Assert.Equal(HttpStatusCode.OK, (await one.Http.SendAsync(asked)).StatusCode);
        }
    }

    static async Task<HttpStatusCode> AskAsync(FeriaHost host, string address, string? guest = null)
    {
        using var answer = await SendAsync(host, address, guest);
        return answer.StatusCode;
    }

    static async Task<HttpResponseMessage> SendAsync(FeriaHost host, string address, string? guest)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(new { email = "nobody@example.com" }),
        };
        asked.Headers.Add("X-Forwarded-For", address);
        if (guest is not null) asked.Headers.Add(Access.GuestHeader, guest);
        return await host.Http.SendAsync(asked);
    }
}
