using System.Diagnostics;
using Feria.Adapters.Elasticsearch;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Search.Tests;

/// <summary>Whatever is wrong with the engine beside PostgreSQL, shoppers find the same.</summary>
public sealed class ElasticFaultTests
{
    [Theory]
    [InlineData("is not there")]
    [InlineData("accepts and says nothing")]
    [InlineData("answers what is not JSON")]
    [InlineData("answers something else")]
    [InlineData("answers 429")]
    [InlineData("answers 503")]
    public async Task Searches_are_answered_from_memory(string fault)
    {
        await using var server = await BrokenServer.StartAsync(fault);
        await using var stall = new BrokenStall(server.Address);
        await stall.InitializeAsync();

        for (var i = 0; i < 10; i++)
        {
            var found = await stall.AskAsync($"q=refrigirator mini&limit={i + 1}");
            Assert.Equal("Crisp Mini Refrigerator", found.GetProperty("items")[0].GetProperty("title").GetString());
            Assert.Equal("refrigerator mini", found.GetProperty("corrected").GetString());
        }

        Assert.Equal(9, (await stall.AskAsync("category=home")).GetProperty("total").GetInt32());
        Assert.Contains("mini refrigerator", await stall.Http.GetStringAsync("/api/v1/suggestions?q=mini refr"));
        Assert.False(stall.Services.GetRequiredService<ElasticEngine>().IsAnswering);
        Assert.Equal(0L, await stall.SqlAsync("select count(*) from kernel.parked_event"));
        Assert.Equal(0L, await stall.SqlAsync("select count(*) from kernel.job where parked_at is not null"));

        var sign = Assert.Single(await stall.Services.GetServices<IVitalSigns>().OfType<ElasticSigns>().Single()
            .LookAsync(CancellationToken.None));
        Assert.Equal(Vital.Mind, sign.State);
        Assert.Equal(false, sign.Facts["answers"]);
    }

    [Fact]
    public async Task Who_does_not_answer_is_not_waited_for_each_time()
    {
        await using var server = await BrokenServer.StartAsync("accepts and says nothing");
        await using var stall = new BrokenStall(server.Address);
        await stall.InitializeAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => stall.AskAsync($"q=bulb&limit={i % 50 + 1}")));
        var afterFirst = server.Searches;
        for (var i = 0; i < 30; i++) await stall.AskAsync($"q=kettle&limit={i + 1}");

        // Only who tries whether it is there again: one a second and its time limit.
        Assert.InRange(server.Searches - afterFirst, 0, 15);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_looked_at_is_unsettled_and_the_others_are_true()
    {
        await using var stall = new BrokenStall("http://127.0.0.1:1");
        await stall.InitializeAsync();
        var verify = stall.Services.GetRequiredService<Operations.VerifyCopies>();

        var findings = await verify.RunAsync(null, false, CancellationToken.None);

        var wrong = Assert.Single(findings, finding => finding.Faults > 0);
        Assert.Equal("elasticsearch.products", wrong.Copy);
        Assert.StartsWith("Elasticsearch does not answer", wrong.Unsettled);
    }

    [Fact]
    public async Task No_transaction_is_open_while_it_is_waited_for()
    {
        await using var server = await BrokenServer.StartAsync("accepts and says nothing");
        await using var stall = new BrokenStall(server.Address);
        await stall.InitializeAsync();
        using var over = new CancellationTokenSource();
        var verifying = stall.Services.GetRequiredService<Operations.VerifyCopies>().RunAsync(null, false, over.Token);
        await stall.Services.GetRequiredService<Operations.Rebuilds>().OrderAsync("elasticsearch", null, default);

        // Verifying gives the server up after half a minute. A busy machine may keep any transaction idle for a while.
        for (var (look, clock) = (0, Stopwatch.StartNew()); clock.Elapsed < TimeSpan.FromSeconds(9); look++)
        {
            await stall.Http.GetAsync($"/api/v1/suggestions?q=mini{look}");
            Assert.Equal(0L, await stall.SqlAsync("""
                select count(*) from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'
                    and state_change < now() - interval '4 s'
                """));
            await Task.Delay(100);
        }

        Assert.False(verifying.IsCompleted);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    sealed class BrokenStall(string address) : Stall
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Elasticsearch"] = $"{address}/broken?limit_ms=300" };

        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Logging.SetMinimumLevel(LogLevel.Error);
    }

    sealed class BrokenServer : IAsyncDisposable
    {
        readonly WebApplication? app;
        int searches;

        BrokenServer(WebApplication? app, string address) => (this.app, Address) = (app, address);

        public string Address { get; private set; }

        public int Searches => Volatile.Read(ref searches);

        public static async Task<BrokenServer> StartAsync(string fault)
        {
            if (fault == "is not there") return new(null, "http://127.0.0.1:1");
            var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var server = new BrokenServer(app, "");
            app.Run(async context =>
            {
                if (context.Request.Path.Value!.EndsWith("_search", StringComparison.Ordinal))
                    Interlocked.Increment(ref server.searches);
                await AnswerAsync(context, fault);
            });
            await app.StartAsync();
            server.Address = app.Urls.Single();
            return server;
        }

        static async Task AnswerAsync(HttpContext context, string fault)
        {
            switch (fault)
            {
                case "accepts and says nothing":
                    await Task.Delay(Timeout.Infinite, context.RequestAborted)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
                case "answers what is not JSON":
                    await context.Response.WriteAsync("<html>It works!</html>");
                    break;
                case "answers something else":
                    await context.Response.WriteAsJsonAsync(new { hits = Array.Empty<int>() });
                    break;
                default:
                    context.Response.StatusCode = int.Parse(fault["answers ".Length..]);
                    await context.Response.WriteAsJsonAsync(new { error = new { type = "rejected" } });
                    break;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (app is null) return;
            using var atOnce = new CancellationTokenSource(0);
            await app.StopAsync(atOnce.Token);
            await app.DisposeAsync();
        }
    }
}
