using System.Diagnostics.Metrics;
using System.Net;
using Feria.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Launch.Tests;

public sealed class TelemetryTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Theory]
    [InlineData("letter to ana.lopez+x@example.com.br failed", "letter to (e-mail) failed")]
    [InlineData("GET /confirm?mail=ana%40example.org&x=1", "GET /confirm?mail=(e-mail)&x=1")]
    [InlineData("card 4111 1111 1111 1111 refused", "card (card) refused")]
    [InlineData("card 4111111111111111", "card (card)")]
    [InlineData("/search/4111%201111%201111%201111", "/search/(card)")]
    [InlineData("bearer jXk3Zt0b9Qd2LmN8pRs5UvW1yAaBcCdDeEfFgGhHiIj", "bearer (token)")]
    public void What_looks_personal_or_secret_is_taken_out(string text, string expected) =>
        Assert.Equal(expected, Discreet.Text(text));

    [Theory]
    [InlineData("order 4111111111111112 is not a card")]
    [InlineData("product 01934567-8901-7234-8567-890123456789")]
    [InlineData("at Feria.Kernel.ReactionRunner.HandleOneByOneAsync(Reaction reaction, Tx tx)")]
    [InlineData("trace 0af7651916cd43dd8448eb211c80319c0af7651916cd43dd8448eb211c80319c")]
    public void What_is_neither_stays(string text) => Assert.Equal(text, Discreet.Text(text));

    [Fact]
    public void A_log_line_is_one_JSON_object_without_the_canary()
    {
        using var written = new StringWriter();
        var fault = new InvalidOperationException("no letter for canary@example.org");
        var values = new List<KeyValuePair<string, object?>>
        {
            new("Who", "canary@example.org"),
            new("{OriginalFormat}", "{Who}"),
        };
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Error, "Feria.Mail", default, values, fault, (_, _) => "could not write\nto canary@example.org");

        new Logs.JsonLine().Write(entry, null, written);

        var line = written.ToString().TrimEnd('\n');
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("canary", line);
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("error", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("could not write\nto (e-mail)", json.RootElement.GetProperty("message").GetString());
        Assert.Equal("(e-mail)", json.RootElement.GetProperty("values").GetProperty("Who").GetString());
    }

    [Fact]
    public void Metrics_are_written_as_Prometheus_reads_them()
    {
        using var meter = new Meter("Feria.Test");
        using var prometheus = new Prometheus("Feria.Test");
        meter.CreateCounter<int>("orders.placed", description: "Orders\nplaced.")
            .Add(2, new KeyValuePair<string, object?>("store", "O\"Hara\\Sons\n"));
        var took = meter.CreateHistogram<double>("checkout.time", "s");
        took.Record(0.004);
        took.Record(7);
        var open = meter.CreateUpDownCounter<long>("carts.open");
        open.Add(3);
        open.Add(-1);
        meter.CreateObservableGauge("memory", () => 1.5, "By");

        var page = prometheus.Page();

        Assert.Contains("# HELP orders_placed_total Orders\\nplaced.\n# TYPE orders_placed_total counter\n", page);
        Assert.Contains("orders_placed_total{store=\"O\\\"Hara\\\\Sons\\n\"} 2\n", page);
        Assert.Contains("checkout_time_seconds_bucket{le=\"0.0025\"} 0\n", page);
        Assert.Contains("checkout_time_seconds_bucket{le=\"0.005\"} 1\n", page);
        Assert.Contains("checkout_time_seconds_bucket{le=\"+Inf\"} 2\n", page);
        Assert.Contains("checkout_time_seconds_sum 7.004\n", page);
        Assert.Contains("checkout_time_seconds_count 2\n", page);
        Assert.Contains("# TYPE carts_open gauge\ncarts_open 2\n", page);
        Assert.Contains("memory_bytes 1.5\n", page);
    }

    [Fact]
    public void An_unbounded_label_does_not_grow_without_end()
    {
        using var meter = new Meter("Feria.Test.Many");
        using var prometheus = new Prometheus("Feria.Test.Many");
        var counter = meter.CreateCounter<int>("visits");
        for (var i = 0; i < 5000; i++) counter.Add(1, new KeyValuePair<string, object?>("who", i));

        var lines = prometheus.Page().Split('\n').Where(line => line.StartsWith("visits_total{")).ToList();

        Assert.Equal(2001, lines.Count);
        Assert.Contains("visits_total{overflow=\"true\"} 3000", lines);
    }

    [Fact]
    public async Task Machines_find_the_process_alive_ready_and_counted()
    {
        Assert.Equal("""{"status":"ok"}""", await host.Http.GetStringAsync("/healthz"));
        Assert.Equal("""{"status":"ready"}""", await host.Http.GetStringAsync("/readyz"));

        // A request is counted just after its answer left; what runs by the clock may be due this moment.
        var metrics = await host.Http.GetStringAsync("/metrics");
        for (var patience = 100; patience > 0 && !IsCounted(metrics); patience--)
        {
            await Task.Delay(50);
            metrics = await host.Http.GetStringAsync("/metrics");
        }

        Assert.Contains("http_server_request_duration_seconds_bucket{http_request_method=\"GET\"", metrics);
        Assert.Contains("http_route=\"/healthz\"", metrics);
        Assert.Contains("feria_jobs_due 0", metrics);

        static bool IsCounted(string metrics) =>
            metrics.Contains("http_route=\"/healthz\"") && metrics.Contains("feria_jobs_due 0");
    }

    [Fact]
    public async Task Numbers_are_not_for_whoever_comes_through_the_proxy()
    {
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/metrics")
        {
            Headers = { { "X-Forwarded-For", "203.0.113.9" } },
        };

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.SendAsync(forwarded)).StatusCode);
    }
}

public sealed class MetricsTokenTests(MetricsTokenTests.Guarded host) : IClassFixture<MetricsTokenTests.Guarded>
{
    public sealed class Guarded : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Feria:MetricsToken"] = "only for the scraper" };
    }

    [Fact]
    public async Task With_a_token_set_only_its_bearer_reads_the_numbers()
    {
        using var bearer = new HttpRequestMessage(HttpMethod.Get, "/metrics")
        {
            Headers = { { "Authorization", "Bearer only for the scraper" } },
        };

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(bearer)).StatusCode);
    }
}
