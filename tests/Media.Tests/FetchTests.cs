using System.Net;

namespace Feria.Media.Tests;

/// <summary>Pictures are fetched from the public internet, and nothing else is ever dialled.</summary>
public sealed class FetchTests(MediaHost host) : IClassFixture<MediaHost>
{
    public static TheoryData<string> LeadInside { get; } =
    [
        "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://localhost/", "http://localhost./",
        "http://LOCALHOST/", "http://0/", "http://0.0.0.0/", "http://[::]/", "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://[fe80::1]/",
        "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/", "http://192.0.0.1/", "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/",
        "http://255.255.255.255/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://inside.example/",
        "http://metadata.example/", "http://both.example/", "http://six.example/", "http://mapped.example/",
        "http://pictures.example@127.0.0.1/", "http://user:word@pictures.example/lamp.png",
        "http://pictures.example:22/", "http://pictures.example:5432/lamp.png", "file:///etc/passwd",
        "gopher://pictures.example/", "ftp://pictures.example/lamp.png", "data:image/png;base64,iVBORw0KGgo=",
        "javascript:alert(1)", "//pictures.example/lamp.png", "lamp.png",
        "http://pictures.example/to?to=http://127.0.0.1/", "http://pictures.example/to?to=file:///etc/passwd",
        "http://pictures.example/to?to=http://inside.example/lamp.png",
        "http://pictures.example/to?to=http://[::1]/", "http://pictures.example/to?to=//localhost/",
    ];

    [Theory]
    [MemberData(nameof(LeadInside))]
    public async Task What_leads_inside_is_refused_and_dialled_by_nobody(string url)
    {
        var before = await host.KeptAsync();

        var (status, body) = await host.FetchAsync(url);

        Assert.Equal((422, "picture_address_refused"), (status, body.GetProperty("code").GetString()));
        Assert.Empty(host.Internet.Wrong);
        Assert.Equal(before, await host.KeptAsync());
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_leads_nowhere_else()
    {
        // The address that was looked at is the one that is dialled; another time it is looked at anew.
        var (status, body) = await host.FetchAsync("http://rebound.example/to?to=http://rebound.example:8080/lamp.png");

        Assert.Equal((422, "picture_address_refused"), (status, body.GetProperty("code").GetString()));
        Assert.Empty(host.Internet.Wrong);
    }

    [Theory]
    [InlineData("http://pictures.example/lamp.png")]
    [InlineData("http://PICTURES.example:80/lamp.png")]
    [InlineData("http://93.184.216.34/lamp.png")]
    [InlineData("http://pictures.example:8080/on")]
    public async Task A_picture_on_the_internet_is_taken_in(string url)
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (status, body) = await host.FetchAsync(url);

        Assert.Equal((200, 40, 30), (
            status, body.GetProperty("width").GetInt32(), body.GetProperty("height").GetInt32()));
    }

    [Theory]
    [InlineData("http://pictures.example/gone", "picture_not_fetched")]
    [InlineData("http://pictures.example/round", "picture_not_fetched")]
    [InlineData("http://nobody.example/", "picture_not_fetched")]
    [InlineData("http://pictures.example/page", "picture_kind_unknown")]
    public async Task What_is_no_picture_is_refused(string url, string code)
    {
        var (status, body) = await host.FetchAsync(url);

        Assert.Equal((422, code), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task More_than_a_picture_has_is_not_read()
    {
        var (status, body) = await host.FetchAsync("http://pictures.example/large");

        Assert.Equal((413, "picture_too_many_bytes"), (status, body.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::", false)]
    [InlineData("192.88.99.1", false)]
    public void An_address_is_public_or_not(string address, bool isPublic) =>
        Assert.Equal(isPublic, Outward.IsPublic(IPAddress.Parse(address)));
}
