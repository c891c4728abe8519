using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Feria.Wide.Tests;

public sealed class DrainTests
{
    sealed class SlowToLeave : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Feria:DrainSeconds"] = "3" };
    }

    [Fact]
    public async Task Asked_to_stop_it_says_so_at_once_goes_on_serving_and_then_leaves()
    {
        await using var host = new SlowToLeave();
        await host.InitializeAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/readyz")).StatusCode);

        var stopping = host.Services.GetRequiredService<IHost>().StopAsync();
        await Launched.UntilAsync(
            async () => (await host.Http.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "it never said that it leaves");
        Assert.False(stopping.IsCompleted);
        var unready = await host.Http.GetAsync("/readyz");
        Assert.Equal(
            "draining", (await unready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), unready.Headers.RetryAfter?.Delta);

        var served = await host.Http.GetAsync("/api/v1/categories");
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.True(served.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/healthz")).StatusCode);

        await stopping.WaitAsync(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Http.GetAsync("/healthz"));
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(null, "10.0.0.1", 5)]
    [InlineData(2.5, "10.0.0.1", 2.5)]
    public void The_drain_is_as_long_as_said_else_five_seconds_behind_a_gateway(
        double? said, string? proxies, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new Settings
        {
            Postgres = "", Keys = "", DrainSeconds = said, Proxies = proxies,
        }.DrainTime);
}
