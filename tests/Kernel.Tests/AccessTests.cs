using System.Net;
using System.Text;

namespace Feria.Kernel.Tests;

public sealed class AccessTests(KernelHost host) : IClassFixture<KernelHost>
{
    [Theory]
    [InlineData("/mine", null, HttpStatusCode.Unauthorized)]
    [InlineData("/mine", "nobody-nobody-nobody-nobody", HttpStatusCode.Unauthorized)]
    [InlineData("/mine", "short", HttpStatusCode.Unauthorized)]
    [InlineData("/mine", TwoCallers.Ana, HttpStatusCode.OK)]
    [InlineData("/desk", null, HttpStatusCode.Unauthorized)]
    [InlineData("/desk", TwoCallers.Ana, HttpStatusCode.Forbidden)]
    [InlineData("/desk", TwoCallers.Desk, HttpStatusCode.NoContent)]
    public async Task An_endpoint_lets_in_whom_it_says(string path, string? token, HttpStatusCode status) =>
        Assert.Equal(status, await host.GetAsync(path, token));

    [Fact]
    public async Task The_cookie_stands_for_the_token()
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, "/mine");
        asked.Headers.Add("Cookie", $"feria={TwoCallers.Ana}");

        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(asked)).StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 201)]
    [InlineData("Sec-Fetch-Site", "none", 201)]
    [InlineData("Origin", "https://elsewhere.example", 403)]
    [InlineData("Origin", "null", 403)]
    public async Task A_write_from_another_site_is_refused(string header, string value, int status)
    {
        var before = (long)(await host.SqlAsync("select count(*) from note"))!;
        var asked = new HttpRequestMessage(HttpMethod.Post, "/notes")
        {
            Content = new StringContent("""{"text":"hello","count":3}""", Encoding.UTF8, "application/json"),
        };
        asked.Headers.Add(header, value);

        var answer = await host.Http.SendAsync(asked);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(before + (status == 201 ? 1 : 0), await host.SqlAsync("select count(*) from note"));
    }
}
