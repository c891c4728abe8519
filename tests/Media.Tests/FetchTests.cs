using System.Net;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Media.Tests;

/// <summary>Pictures are fetched from the public internet, and nothing else is ever dialled.</summary>
public sealed class FetchTests(MediaHost host) : IClassFixture<MediaHost>
{
    public static TheoryData<string> Inside { get; } =
    [
        .. LeadInside.Addresses,
        "http://pictures.example@127.0.0.1/", "http://user:word@pictures.example/lamp.png",
        "http://pictures.example:22/", "http://pictures.example:5432/lamp.png",
        "gopher://pictures.example/", "ftp://pictures.example/lamp.png",
        "//pictures.example/lamp.png", "lamp.png",
        "http://pictures.example/to?to=http://127.0.0.1/", "http://pictures.example/to?to=file:///etc/passwd",
        "http://pictures.example/to?to=http://inside.example/lamp.png",
        "http://pictures.example/to?to=http://[::1]/", "http://pictures.example/to?to=//localhost/",
    ];

    [Theory]
    [MemberData(nameof(Inside))]
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

    [Fact]
    public async Task Who_fetches_for_somebody_is_told_what_is_slow_or_has_no_place_now()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var services = host.Services;
        var outward = services.GetRequiredService<Outward>();
        var taking = new TakePictures(host.Database, services.GetRequiredService<Converter>(), new Away());
        var book = new PictureBook(taking, outward);
        var stop = TestContext.Current.CancellationToken;
        Task<(string? Path, Refusal? Refusal)> FetchAsync(string of, bool isSlow) =>
            book.FetchAsync($"http://pictures.example/{of}", Guid.NewGuid(), new CancellationToken(isSlow), stop);

        Assert.Equal((null, "picture_not_fetched"), await FetchAsync("fresh.png", true) is var slow
            ? (slow.Path, slow.Refusal!.Code) : default);
        Assert.Equal((null, "pictures_unavailable"), await FetchAsync("fresh.png", false) is var away
            ? (away.Path, away.Refusal!.Code) : default);
    }

    sealed class Away : IObjectStore
    {
        public Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
            throw new ObjectsAway("Away.");

        public Task<StoredObject?> ReadAsync(string name, CancellationToken stop) => throw new ObjectsAway("Away.");

        public Task DeleteAsync(string name, CancellationToken stop) => throw new ObjectsAway("Away.");

        public Task<IReadOnlyList<string>> ListAsync(string prefix, string after, int limit, CancellationToken stop) =>
            throw new ObjectsAway("Away.");

        public Uri? Grant(string name, long bytes, TimeSpan life) => null;
    }
}
