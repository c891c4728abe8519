using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Feria.Catalog;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>
/// Answers that are the same for everybody: held by clients, compressed once, and nobody's in particular.
/// </summary>
public sealed class SharedAnswerTests(SharedAnswerTests.Some some) : IClassFixture<SharedAnswerTests.Some>
{
    public static TheoryData<string> Json =>
    [
        "/api/v1/products/{idOrSlug}", "/api/v1/products/{product:guid}/reviews", "/api/v1/categories",
        "/api/v1/categories/{slug}", "/api/v1/products?category=root-0", "/api/v1/suggestions", "/api/v1/trending",
    ];

    public static TheoryData<string> Pages => ["/", "/categories", "/category/{category}", "/product/{slug}"];

    public static TheoryData<string> All => [.. Json.Select(row => row.Data), .. Pages.Select(row => row.Data)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Who_holds_the_answer_is_told_so(string route)
    {
        var first = await AskAsync(route);
        var tag = Assert.Single(first.Headers["ETag"]);
        Assert.StartsWith("\"", tag);

        foreach (var held in new[] { tag, $"W/{tag}", "*", $"\"another\", {tag}", $"\"another\",W/{tag}" })
        {
            var again = await AskAsync(route, ("If-None-Match", held));
            Assert.Equal((held, HttpStatusCode.NotModified, 0), (held, again.Status, again.Body.Length));
            foreach (var header in new[] { "ETag", "Cache-Control", "Vary" })
                Assert.Equal(first.Headers[header], again.Headers[header]);
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(route, ("If-None-Match", "\"another\""))).Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Compressed_it_is_the_same_under_another_tag(string route)
    {
        var plain = await AskAsync(route);
        var brotli = await AskAsync(route, ("Accept-Encoding", "gzip;q=0.8, br"));
        var gzip = await AskAsync(route, ("Accept-Encoding", "br;q=0, gzip"));
        Assert.Contains("Accept-Encoding", plain.Headers["Vary"].Single());
        Assert.Equal(plain.Body, brotli.Opened());
        Assert.Equal(plain.Body, gzip.Opened());
        if (plain.Body.Length < 1_000) return;
        Assert.Equal(["br"], brotli.Headers["Content-Encoding"]);
        Assert.Equal(["gzip"], gzip.Headers["Content-Encoding"]);
        Assert.Distinct(new[] { plain, brotli, gzip }.Select(answer => answer.Headers["ETag"].Single()));

        var held = await AskAsync(
            route, ("Accept-Encoding", "br"), ("If-None-Match", brotli.Headers["ETag"].Single()));
        Assert.Equal(HttpStatusCode.NotModified, held.Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Its_head_is_that_of_the_whole(string route)
    {
        var whole = await AskAsync(route);
        var head = await AskAsync(some.Http, route, HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
        foreach (var header in new[] { "ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length" })
            Assert.Equal(whole.Headers[header], head.Headers[header]);
    }

    // The calendar stands still, so nothing gets old by itself: what is new was heard of.
    [Fact]
    public async Task A_changed_price_is_in_the_next_answer()
    {
        var before = await Task.WhenAll(Priced.Select(route => AskAsync(route)));
        foreach (var price in new[] { 1_234L, 4_321L })
        {
            await some.PriceAsync(price);
            var (json, page) = (await AskAsync(Priced[0]), await AskAsync(Priced[1]));
            Assert.Contains($"\"amount\":{price}", json.Text);
            Assert.Contains($"\"price\":\"{price / 100m}\"", page.Text);
            Assert.NotEqual(before[0].Headers["ETag"], json.Headers["ETag"]);
            Assert.NotEqual(before[1].Headers["ETag"], page.Headers["ETag"]);

            // What a list shows is written by a reaction.
            await some.SettleAsync();
            var list = await AskAsync(Priced[2]);
            Assert.Contains($"</span>{price / 100}<span class=\"cents\">", list.Text);
            Assert.NotEqual(before[2].Headers["ETag"], list.Headers["ETag"]);
        }
    }

    static readonly string[] Priced = ["/api/v1/products/{idOrSlug}", "/product/{slug}", "/category/{category}"];

    // Persons first: whatever is drawn for all is drawn because of one.
    async Task<(Answer Nobody, Answer[] Persons)> AskAllAsync(HttpClient guest, string route)
    {
        var buyer = await AskAsync(route, ("Authorization", $"Bearer {some.BuyerToken}"), ("Accept", "text/html"));
        var visitor = await AskAsync(guest, route, HttpMethod.Get, ("Accept", "text/html"));
        var nobody = await AskAsync(route, ("Accept", "text/html"));
        return (nobody, [.. new[] { buyer, visitor }.Where(person => person.IsShared)]);
    }

    /// <summary>Whatever a shared cache may keep, or a client may hold, is what nobody would get.</summary>
    [Fact]
    public async Task No_shared_answer_has_anything_of_a_person()
    {
        using var guest = some.NewBrowser();
        await guest.PostAsync("/cart/add", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["offer"] = $"{await some.SqlAsync("select id from catalog.offer order by id limit 1")}",
            ["quantity"] = "7",
        }));
        var shared = new List<string>();
        foreach (var (route, rule) in Routes.Of(some).Where(one => one.Rule.Who is Audience.Anyone))
        {
            var (nobody, persons) = await AskAllAsync(guest, route);
            if (!nobody.IsShared) continue;

            shared.Add(route);
            Assert.DoesNotContain("Robin", nobody.Text);
            Assert.False(nobody.Headers.ContainsKey("Set-Cookie"), route);
            // A page that tells the time is drawn once a second: asked within one, all get the same.
            for (var tries = 1; tries < 5 && persons.Any(person => person.Text != nobody.Text); tries++)
                (nobody, persons) = await AskAllAsync(guest, route);
            foreach (var person in persons)
                Assert.True(person.Text == nobody.Text && !person.Headers.ContainsKey("Set-Cookie"), route);
        }

        foreach (var page in Pages.Select(row => row.Data))
        {
            Assert.Contains(page, shared);
            var buyer = await AskAsync(page, ("Authorization", $"Bearer {some.BuyerToken}"));
            var visitor = await AskAsync(guest, page, HttpMethod.Get);
            Assert.Contains("Robin", buyer.Text);
            Assert.Contains("data-in-cart>6<", buyer.Text);
            Assert.Contains("data-in-cart>7<", visitor.Text);
            Assert.All([buyer, visitor], person => Assert.Equal(
                ("no-store, private", false),
                (person.Headers["Cache-Control"].Single(), person.Headers.ContainsKey("ETag"))));
            var nobody = await AskAsync(page);
            Assert.Contains("data-in-cart><", nobody.Text);
            Assert.Contains("Cookie", nobody.Headers["Vary"].Single());
            Assert.Equal(
                "public, max-age=0, s-maxage=5, stale-while-revalidate=10", nobody.Headers["Cache-Control"].Single());
        }
    }

    sealed record Answer(HttpStatusCode Status, byte[] Body, IReadOnlyDictionary<string, string[]> Headers)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Body);

        // What may be kept is others' too, unless it says it is not.
        public bool IsShared => (Headers.ContainsKey("ETag") || Caching.Contains("public"))
            && !Caching.Contains("private");

        string Caching => Headers.GetValueOrDefault("Cache-Control")?.Single() ?? "";

        public byte[] Opened()
        {
            using var source = new MemoryStream(Body);
            using Stream opened = Headers.GetValueOrDefault("Content-Encoding")?.Single() switch
            {
                "br" => new BrotliStream(source, CompressionMode.Decompress),
                "gzip" => new GZipStream(source, CompressionMode.Decompress),
                _ => source,
            };
            using var whole = new MemoryStream();
            opened.CopyTo(whole);
            return whole.ToArray();
        }
    }

    Task<Answer> AskAsync(string route, params (string Name, string Value)[] headers) =>
        AskAsync(some.Http, route, HttpMethod.Get, headers);

    async Task<Answer> AskAsync(
        HttpClient http, string route, HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, await Routes.AddressAsync(some, route));
        foreach (var (name, value) in headers) message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(message);
        return new(
            answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(),
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(
                header => header.Key, header => new[] { string.Join(", ", header.Value) }));
    }

    public sealed class Some() : Fair(3)
    {
        /// <summary>Gives everything another price, as a store does.</summary>
        public async Task PriceAsync(long minor)
        {
            await using var tx = await Database.WriteAsync();
            await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), Listings(minor), "fair");
            await tx.CommitAsync();
        }
    }
}
