using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Wide.Tests;

public sealed class WideTests(WideInstallation wide) : IClassFixture<WideInstallation>
{
    [Fact]
    public async Task One_page_shows_two_processes_and_everything_under_them_well()
    {
        await wide.WellAsync();
        var parts = (await wide.HealthAsync()).GetProperty("parts").EnumerateArray().ToLookup(
            part => part.GetProperty("part").GetString());

        Assert.Equal(2, parts["process"].Count());
        Assert.Equal(2, parts["gateway"].Count());
        Assert.Equal(["primary", "replica"], parts["postgres"].Select(
            part => part.GetProperty("facts").GetProperty("role").GetString()));
        Assert.Equal("decoding", parts["feed"].Single().GetProperty("name").GetString());
        Assert.Equal("Redis", parts["store"].Single().GetProperty("name").GetString());
        Assert.Equal(["cash_on_delivery"], parts["payments"].Select(part => part.GetProperty("name").GetString()!)
            .Where(name => name.StartsWith("cash")));
        Assert.All(parts["gateway"], part => Assert.StartsWith("UP", part.GetProperty("facts").GetProperty("status")
            .GetString()));

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/operations/health");
        asked.Headers.Authorization = new("Bearer", wide.Token);
        using var page = await wide.Http.SendAsync(asked);
        Assert.Contains("All is well.", await page.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nobody_else_sees_it()
    {
        Assert.Equal(401, (int)(await wide.Http.GetAsync("/api/v1/admin/health")).StatusCode);
        using var html = new HttpRequestMessage(HttpMethod.Get, "/operations/health");
        Assert.Equal(401, (int)(await wide.Http.SendAsync(html)).StatusCode);
    }

    [Fact]
    public async Task A_visitor_cannot_have_their_failures_counted_elsewhere()
    {
        var answers = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
            {
                Content = JsonContent.Create(new { email = "somebody@example.com", password = "not the right one" }),
            };
            asked.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var answer = await wide.Http.SendAsync(asked);
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal(429, answers[^1]);
    }

    [Fact]
    public async Task Under_load_one_process_is_drained_and_one_killed_and_only_what_was_in_flight_there_fails()
    {
        await wide.WellAsync();
        var (_, offer) = await wide.OfferAsync();
        var ports = wide.ProcessIds().Keys;
        Assert.Equal(2, ports.Count());
        using var stop = new CancellationTokenSource();
        using var load = new OpenLoad(wide.Http.BaseAddress!, offer);
        var running = load.RunAsync(perSecond: 50, stop.Token);

        await wide.EndAsync(ports.Min(), "TERM");
        var (began, ended) = await wide.EndAsync(ports.Max(), "KILL");
        await stop.CancelAsync();
        await running;

        var inFlight = load.Asked.Count(one => one.IsDuring(began, ended));
        var failed = load.Failed();
        TestContext.Current.SendDiagnosticMessage(
            "{0} requests, {1} in flight at the kill, {2} failed", load.Asked.Count, inFlight, failed.Count);
        Assert.True(load.Asked.Count > 500, $"Only {load.Asked.Count} requests were made.");
        Assert.DoesNotContain(failed, one => !one.IsDuring(began, ended));
    }
}

/// <summary>Apart from the others, because it ends what they use.</summary>
public sealed class WideStopTests
{
    [Fact]
    public async Task Ended_in_order_it_leaves_nothing_running_and_says_where_its_health_is()
    {
        await using var wide = new WideInstallation();
        await wide.InitializeAsync();
        Assert.Contains("/operations/health", wide.Said);
        Assert.Contains("https://localhost:", wide.Said);

        Assert.Equal(0, await wide.StopAsync());

        Assert.Empty(wide.ProcessIds());
        await Assert.ThrowsAsync<HttpRequestException>(() => wide.Http.GetAsync("/healthz"));
    }
}
