using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Feria.Wide.Tests;

public sealed class ForwardedTests
{
    [Theory]
    // Nobody is named: whoever connects is whoever asks.
    [InlineData(null, "203.0.113.9", "https", "127.0.0.1 http")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "https", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "203.0.113.9", "https", "203.0.113.9 https")]
    [InlineData("127.0.0.0/8, 10.0.0.0/8", "203.0.113.9, 10.1.2.3", "https", "203.0.113.9 https")]
    // What stands left of the first stranger is the stranger's own saying.
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "https", "203.0.113.9 https")]
    [InlineData("127.0.0.1", "not an address", "https", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "2001:db8::1", "http", "2001:db8::1 http")]
    public async Task Only_a_named_proxy_is_believed(string? proxies, string forwarded, string scheme, string seen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseForwarded(proxies);
        app.MapGet("/", (HttpContext context) =>
            $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {Forwarded.IsForwarded(context.Request)}");
        await app.StartAsync();

        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/");
        asked.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        asked.Headers.TryAddWithoutValidation("X-Forwarded-Proto", scheme);
        using var answer = await http.SendAsync(asked);

        Assert.Equal($"{seen} True", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public void What_is_neither_an_address_nor_a_network_is_told() =>
        Assert.Contains("'gateway.local'", Assert.Throws<WrongSetting>(
            () => Forwarded.Networks("10.0.0.1,gateway.local")).Message);
}
