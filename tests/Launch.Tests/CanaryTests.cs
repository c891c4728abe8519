using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Launch.Tests;

/// <summary>
/// A person with a name found nowhere else registers, errs, signs in and searches; whatever is logged or traced
/// meanwhile must not know them, even before the log's own guard.
/// </summary>
public sealed class CanaryTests(CanaryTests.Watched host) : IClassFixture<CanaryTests.Watched>
{
    const string Email = "canary.kqzx@example.com";
    const string Password = "Canary-Kqzx-9-battery";
    const string Street = "Canary Kqzx Street 77";
    const string Phone = "+55 11 91777-4242";
    const string Card = "4111 1111 1111 1111";
    const string IdNumber = "529.982.247-25";

    [Fact]
    public async Task Nothing_that_tells_who_someone_is_reaches_a_log_or_a_trace()
    {
        var registered = await host.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Canary Kqzx",
            email = Email,
            idNumber = IdNumber,
            phone = Phone,
            password = Password,
            address = new
            {
                line1 = Street, city = "São Paulo", region = "SP", postalCode = "01310-100", country = "BR",
            },
        });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var token = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;

        await host.Http.PostAsJsonAsync("/api/v1/sessions", new { email = Email, password = Password + "x" });
        await host.Http.PostAsJsonAsync("/api/v1/sessions", new { email = Email, password = Password });
        await host.Http.PostAsJsonAsync("/api/v1/sessions", new { email = Email, password = Card, surprise = Street });
        await host.Http.GetAsync($"/api/v1/products?q={Uri.EscapeDataString(Email)}");
        await host.Http.GetAsync($"/search?q={Uri.EscapeDataString(Card)}");
        await host.Http.GetAsync($"/no/such/page/{Uri.EscapeDataString(Email)}?t={token}");
        await host.Http.GetAsync($"/no/such/page/{Uri.EscapeDataString(Card)}");
        using (var me = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me"))
        {
            me.Headers.Authorization = new("Bearer", token);
            Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(me)).StatusCode);
        }

        await host.SettleAsync();
        await host.StopTracingAsync();

        var traced = Encoding.UTF8.GetString(host.Traced);
        Assert.Contains("POST /v1/traces", traced);
        Assert.Contains("POST /v1/metrics", traced);
        Assert.Contains("/api/v1/accounts", traced);
        foreach (var secret in new[] { "kqzx", Phone, Card, Uri.EscapeDataString(Card), IdNumber, token })
        {
            Assert.DoesNotContain(host.Logged, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(secret, traced, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Keeps every log entry as it was written, and everything sent to its OpenTelemetry collector.</summary>
    public sealed class Watched : FeriaHost, ILoggerProvider
    {
        readonly TcpListener collector = new(IPAddress.Loopback, 0);
        readonly MemoryStream traced = new();
        readonly Task collecting;

        public Watched()
        {
            collector.Start();
            collecting = CollectAsync();
        }

        public ConcurrentQueue<string> Logged { get; } = new();

        public byte[] Traced
        {
            get { lock (traced) return traced.ToArray(); }
        }

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.LocalEndpoint}",
            ["Feria:TraceRatio"] = "1",
        };

        protected override void Configure(WebApplicationBuilder builder) => builder.Logging.AddProvider(this);

        /// <summary>Sends what still waits to be sent.</summary>
        public async Task StopTracingAsync()
        {
            foreach (var service in Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>())
                if (service.GetType().DeclaringType == typeof(Feria.Telemetry.Traces))
                    await service.StopAsync(default);
        }

        public ILogger CreateLogger(string category) => new Ear(this, category);

        void IDisposable.Dispose()
        {
            collector.Stop();
            collecting.Wait(TimeSpan.FromSeconds(5));
        }

        // Just enough of HTTP to thank the exporter: bodies come with their length.
        async Task CollectAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await collector.AcceptTcpClientAsync());
            }
            catch (SocketException)
            {
                // Stopped.
            }
        }

        async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                var buffer = new byte[64 * 1024];
                var seen = new MemoryStream();
                while (await stream.ReadAsync(buffer) is > 0 and var count)
                {
                    lock (traced) traced.Write(buffer, 0, count);
                    seen.Write(buffer, 0, count);
                    var text = Encoding.Latin1.GetString(seen.ToArray());
                    var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                    if (head < 0) continue;
                    var length = text[..head].Split("\r\n")
                        .First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        .Split(':')[1];
                    if (seen.Length < head + 4 + int.Parse(length)) continue;
                    seen.SetLength(0);
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                }
            }
        }

        sealed class Ear(Watched host, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel level) => true;

            public void Log<TState>(
                LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> format)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
                host.Logged.Enqueue($"{category} {level} {format(state, fault)} {values} {fault}");
            }
        }
    }
}
