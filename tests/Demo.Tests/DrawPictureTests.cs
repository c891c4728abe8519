using System.Net;
using Feria.Pictures;

namespace Feria.Demo.Tests;

public sealed class DrawPictureTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task A_picture_is_served_as_svg_that_may_be_kept_for_ever()
    {
        var picture = new Picture("kettle", 1, 0xb9583f, 7);

        var answer = await host.Http.GetAsync(picture.Path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal(picture.Draw(), await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/pictures/dragon-1-000000-0000.svg")]
    [InlineData("/pictures/kettle-9-000000-0000.svg")]
    [InlineData("/pictures/kettle-1-000000-0000%0a.svg")]
    [InlineData("/pictures/%3Cscript%3E.svg")]
    [InlineData("/pictures/..%2f..%2fetc%2fpasswd.svg")]
    public async Task An_unknown_picture_is_a_problem(string address)
    {
        var answer = await host.Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(answer.Headers.CacheControl);
    }
}
