using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Feria.Wide.Tests;

/// <summary>HAProxy as Feria configures it, in front of servers that tell what reached them.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    readonly TemporaryFolder folder = new();
    readonly int port = FreePort.Any();
    readonly int tlsPort = FreePort.Any();
    readonly List<IAsyncDisposable> started = [];
    HttpClient http = null!;

    public ValueTask InitializeAsync()
    {
        HaproxyHere.Program();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        http = new(handler) { BaseAddress = new($"http://127.0.0.1:{port}") };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        foreach (var one in Enumerable.Reverse(started)) await one.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_service_is_asked_at_its_own_pool_and_everything_else_at_the_web()
    {
        var (web, api) = (await UpstreamAsync("web"), await UpstreamAsync("api"));
        var search = await UpstreamAsync("search");
        await OpenAsync(new()
        {
            Pools = [Pool.Read($"web@{web.Address}"), Pool.Read($"api@{api.Address}"),
                Pool.Read($"search@{search.Address}")],
        });

        Assert.StartsWith("search\n", await http.GetStringAsync("/api/v1/products?q=lamp"));
        Assert.StartsWith("search\n", await http.GetStringAsync("/es/api/v1/products"));
        Assert.StartsWith("api\n", await http.GetStringAsync("/api/v1/products/lamp-2"));
        Assert.StartsWith("api\n", await http.GetStringAsync("/api/v1/nothing/of/that/name"));
        Assert.StartsWith("web\n", await http.GetStringAsync("/"));
        Assert.StartsWith("web\n", await http.GetStringAsync("/search?q=lamp"));
    }

    [Fact]
    public async Task What_a_visitor_says_of_themselves_is_replaced()
    {
        var web = await UpstreamAsync("web");
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{web.Address}")] });
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/");
        asked.Headers.TryAddWithoutValidation("X-Forwarded-For", ["6.6.6.6", "7.7.7.7"]);
        asked.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        asked.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
        asked.Headers.TryAddWithoutValidation("X-Original-For", "6.6.6.6");
        asked.Headers.TryAddWithoutValidation("Forwarded", "for=6.6.6.6");

        var head = (await (await http.SendAsync(asked)).Content.ReadAsStringAsync()).Split('\n');

        Assert.Contains("x-forwarded-for: 127.0.0.1", head);
        Assert.Contains("x-forwarded-proto: http", head);
        Assert.DoesNotContain(head, line => line.Contains("6.6.6.6") || line.Contains("evil"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/es/metrics")).StatusCode);
    }

    [Fact]
    public async Task Only_what_may_be_done_twice_is_asked_again()
    {
        var (dying, living) = (await UpstreamAsync("dying"), await UpstreamAsync("living"));
        dying.IsDying = true;
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{dying.Address},{living.Address}")] });

        // Nobody sees that one of two servers cuts each read off.
        for (var i = 0; i < 20; i++) Assert.StartsWith("living\n", await http.GetStringAsync("/"));
        Assert.NotEmpty(dying.Asked);

        var (cut, done) = (0, 0);
        for (var i = 0; i < 20; i++)
        {
            // Where the connection to the server was used before, HAProxy cuts the visitor's too and says nothing.
            try
            {
                using var answer = await http.PutAsJsonAsync("/api/v1/cart/items/x", new { quantity = 1 });
                if (answer.IsSuccessStatusCode) done++;
                else
                {
                    Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
                    Assert.Equal("unavailable", await CodeAsync(answer));
                    cut++;
                }
            }
            catch (HttpRequestException)
            {
                cut++;
            }
        }

        Assert.True(cut > 0);
        Assert.Equal(cut, dying.Asked.Count(line => line.StartsWith("PUT")));
        Assert.Equal(done, living.Asked.Count(line => line.StartsWith("PUT")));
    }

    [Fact]
    public async Task A_server_that_is_not_ready_gets_nothing_and_with_none_left_people_are_told_so()
    {
        var (first, second) = (await UpstreamAsync("first"), await UpstreamAsync("second"));
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{first.Address},{second.Address}")] });
        first.IsReady = false;
        await Launched.UntilAsync(async () => await AreAsync("web-api-1", "DOWN"), "never seen as down");

        for (var i = 0; i < 20; i++) Assert.StartsWith("second\n", await http.GetStringAsync("/"));

        second.IsReady = false;
        await Launched.UntilAsync(async () => await AreAsync("web-api-2", "DOWN"), "never seen as down");
        var program = await http.GetAsync("/api/v1/categories");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, program.StatusCode);
        Assert.Equal("unavailable", await CodeAsync(program));
        using var browsing = new HttpRequestMessage(HttpMethod.Get, "/");
        browsing.Headers.Accept.ParseAdd("text/html");
        var page = await http.SendAsync(browsing);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("back in a moment", await page.Content.ReadAsStringAsync());

        first.IsReady = true;
        await Launched.UntilAsync(
            async () => (await http.GetAsync("/")).IsSuccessStatusCode, "never seen as up again");
    }

    [Fact]
    public async Task One_address_gets_only_so_much_and_is_told_when_to_come_back()
    {
        var web = await UpstreamAsync("web");
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{web.Address}")], Rate = 2 });

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 40; i++) answers.Add(await http.GetAsync("/"));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers[^1];
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("too_many_requests", await CodeAsync(refused));
        Assert.Equal(answers.Count(answer => answer.IsSuccessStatusCode), web.Asked.Count);
    }

    [Fact]
    public async Task A_body_that_Feria_would_refuse_does_not_reach_it()
    {
        var web = await UpstreamAsync("web");
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{web.Address}")] });

        // Judged by its length once a first part of it has come.
        var head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\nConnection: close\r\n\r\n";
        var answer = await RawAsync(port, Encoding.ASCII.GetBytes(head + new string('x', 20_000)));

        Assert.Contains(" 413 ", answer);
        Assert.Contains("body_too_large", answer);
        Assert.Empty(web.Asked);
    }

    [Fact]
    public async Task Encrypted_it_sends_plain_visitors_over_and_refuses_what_is_too_old()
    {
        var web = await UpstreamAsync("web");
        await OpenAsync(new()
        {
            Pools = [Pool.Read($"web,api@{web.Address}")],
            Certificate = SelfSigned.FileOf(folder.Checkout),
            Redirects = true,
        });

        var plain = await http.GetAsync("/search?q=a%20b");
        Assert.Equal(HttpStatusCode.PermanentRedirect, plain.StatusCode);
        Assert.Equal($"https://127.0.0.1:{tlsPort}/search?q=a%20b", plain.Headers.Location?.OriginalString);
        Assert.Empty(web.Asked);

        var encrypted = await http.GetAsync($"https://127.0.0.1:{tlsPort}/");
        Assert.Contains("x-forwarded-proto: https", await encrypted.Content.ReadAsStringAsync());
        Assert.Equal("max-age=63072000", encrypted.Headers.GetValues("Strict-Transport-Security").Single());

        // Alert 70: protocol version.
        Assert.Equal([0x15, 2, 70], await HelloAsync(major: 3, minor: 2));
        Assert.Equal(0x16, (await HelloAsync(major: 3, minor: 3))[0]);
    }

    [Fact]
    public async Task Two_of_them_never_share_a_port_and_the_later_one_looks_for_another()
    {
        using var elsewhere = new TemporaryFolder();
        var (first, second) = (await UpstreamAsync("first"), await UpstreamAsync("second"));
        await OpenAsync(new() { Pools = [Pool.Read($"web,api@{first.Address}")] });
        var free = FreePort.Any();
        var draws = new Queue<int>([port, free]);

        await using var later = await Haproxy.StartAsync(elsewhere.Checkout, HaproxyHere.Program(), () => new()
        {
            Pools = [Pool.Read($"web,api@{second.Address}")],
            Listen = [$"127.0.0.1:{draws.Dequeue()}"],
        });

        Assert.Empty(draws);
        for (var i = 0; i < 20; i++)
        {
            // A connection each: the kernel would spread them over whoever shared the port.
            using var alone = new HttpClient { BaseAddress = http.BaseAddress };
            Assert.StartsWith("first\n", await alone.GetStringAsync("/"));
        }

        Assert.StartsWith("second\n", await http.GetStringAsync($"http://127.0.0.1:{free}/"));
    }

    async Task<Upstream> UpstreamAsync(string name)
    {
        var upstream = await new Upstream(name).StartAsync();
        started.Add(upstream);
        return upstream;
    }

    Haproxy haproxy = null!;

    async Task OpenAsync(GatewayPlan plan)
    {
        haproxy = await Haproxy.StartAsync(folder.Checkout, HaproxyHere.Program(), () => plan with
        {
            Listen = [$"127.0.0.1:{port}"],
            ListenTls = [$"127.0.0.1:{tlsPort}"],
        });
        started.Add(haproxy);
        await Launched.UntilAsync(async () =>
        {
            try
            {
                return await AreAsync("", "UP");
            }
            catch (SocketException)
            {
                return false;
            }
        }, "HAProxy never listened");
    }

    // Whether every server of this name (all for none) is in this state.
    async Task<bool> AreAsync(string server, string state)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(haproxy.Socket));
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("show stat\n"u8.ToArray());
        var rows = (await new StreamReader(stream).ReadToEndAsync()).Split('\n')
            .Select(line => line.Split(','))
            .Where(cells => cells.Length > 17 && cells[1] is not ("FRONTEND" or "BACKEND" or "svname"))
            .Where(cells => server == "" || cells[1] == server)
            .ToList();
        return rows.Count > 0 && rows.All(cells => cells[17].StartsWith(state, StringComparison.Ordinal));
    }

    static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    static async Task<string> RawAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(bytes);
        return await new StreamReader(client.GetStream()).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    // A ClientHello by hand: what .NET sends depends on the machine's own policy. Gives the kind of the answering
    // record and, of an alert, its level and description.
    async Task<byte[]> HelloAsync(byte major, byte minor)
    {
        byte[] ciphers = [0xC0, 0x2B, 0xC0, 0x2F, 0xC0, 0x09, 0xC0, 0x0A];
        byte[] extensions =
        [
            0, 10, 0, 4, 0, 2, 0, 23, // groups: P-256
            0, 11, 0, 2, 1, 0, // points: uncompressed
            0, 13, 0, 6, 0, 4, 4, 3, 2, 3, // signatures: ECDSA with SHA-256 and SHA-1
        ];
        byte[] body =
        [
            major, minor, .. Encoding.ASCII.GetBytes(new string('r', 32)), 0,
            0, (byte)ciphers.Length, .. ciphers, 1, 0, 0, (byte)extensions.Length, .. extensions,
        ];
        byte[] hello = [1, 0, 0, (byte)body.Length, .. body];
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, tlsPort);
        await client.GetStream().WriteAsync(new byte[] { 0x16, 3, 1, 0, (byte)hello.Length }.Concat(hello).ToArray());
        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return [answer[0], answer[5], answer[6]];
    }
}
