using System.Text.Json;
using Feria.Stores.Tests;
using Feria.Media.Tests;

namespace Feria.Marketing.Tests;

/// <summary>Pages that marketing composes: who sees which version when, and that no save is lost.</summary>
public sealed class LandingPageTests(TimedFair fair) : IClassFixture<TimedFair>
{
    static int made;

    DateTime Now => DateTime.UtcNow + fair.Now.Ahead;

    static string NewSlug() => $"spring-{Interlocked.Increment(ref made)}";

    Task<Person> SpecialistAsync() => fair.PersonAsync(role: Accounts.Roles.MarketingSpecialist);

    static object Block(string what, string? en = null, string? es = null) => new
    {
        what,
        texts = new Dictionary<string, string?> { ["en"] = en, ["es"] = es }
            .Where(one => one.Value is not null).ToDictionary(),
    };

    static Dictionary<string, object?> Terms(string slug, string title, params object[] blocks) => new()
    {
        ["name"] = $"Page {slug}", ["slug"] = slug,
        ["titles"] = new Dictionary<string, object>
        {
            ["en"] = new { title, description = $"All about {title}." }, ["es"] = new { title = $"ES {title}" },
        },
        ["blocks"] = blocks.Length > 0 ? blocks : [Block("text", $"Words of {title}.", $"Palabras de {title}.")],
    };

    static Dictionary<string, object?> With(Dictionary<string, object?> terms, string name, object? value) =>
        new(terms) { [name] = value };

    static Task<Said> PutAsync(Person specialist, Guid page, object terms, int version) => specialist.DoAsync(
        HttpMethod.Put, $"/admin/marketing/landing-pages/{page}", new { terms, version });

    static Task<Said> MoveAsync(Person specialist, Guid page, string move, int version) => specialist.DoAsync(
        HttpMethod.Post, $"/admin/marketing/landing-pages/{page}/moves", new { move, version });

    static async Task<Guid> PublishedAsync(Person specialist, object terms)
    {
        var page = Id.New();
        var put = await PutAsync(specialist, page, terms, 0);
        Assert.True(put.Status == 200, $"{put.Body}");
        var moved = await MoveAsync(specialist, page, "publish", 1);
        Assert.True(moved.Status == 200, $"{moved.Body}");
        return page;
    }

    async Task<(int Status, string Html)> SeenAsync(string slug, string language = "")
    {
        using var answer = await fair.Http.GetAsync($"{language}/l/{slug}");
        using var told = await fair.Http.GetAsync($"/api/v1/landing-pages/{slug}");
        Assert.Equal(answer.StatusCode, told.StatusCode);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static (string Status, int Version, int? Published) Standing(Said said)
    {
        var page = said.Body.GetProperty("page");
        return (
            page.GetProperty("status").GetString()!, page.GetProperty("version").GetInt32(),
            page.GetProperty("published") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null);
    }

    [Fact]
    public async Task It_is_seen_when_it_is_published_and_within_its_times_alone()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var from = Now.AddMinutes(30);
        var terms = With(With(Terms(slug, "Lanterns"), "from", from), "until", from.AddMinutes(10));
        Assert.Equal(("draft", 1, null), Standing(await PutAsync(specialist, page, terms, 0)));
        Assert.Equal(404, (await SeenAsync(slug)).Status);

        Assert.Equal(("waiting", 1, 1), Standing(await MoveAsync(specialist, page, "publish", 1)));
        Assert.Equal(404, (await SeenAsync(slug)).Status);
        Assert.DoesNotContain($"/l/{slug}<", await SitemapAsync());

        // No copy was read anew meanwhile: the clock is held against the one that is kept.
        fair.Now.Ahead += from - Now - TimeSpan.FromSeconds(20);
        Assert.Equal(404, (await SeenAsync(slug)).Status);
        fair.Now.Ahead += TimeSpan.FromSeconds(21);
        var (status, html) = await SeenAsync(slug);
        Assert.Equal(200, status);
        Assert.Contains(">Lanterns</h1>", html);
        Assert.Contains("<title>Lanterns ", html);
        Assert.Contains("<meta name=\"description\" content=\"All about Lanterns.\"", html);
        Assert.Contains($"/l/{slug}\"", html[html.IndexOf("rel=\"canonical\"", StringComparison.Ordinal)..][..120]);
        Assert.Contains($"/l/{slug}<", await SitemapAsync());
        fair.Now.Ahead += TimeSpan.FromMinutes(10);
        Assert.Equal(404, (await SeenAsync(slug)).Status);
        Assert.Equal("over", Standing(await specialist.GetAsync($"/admin/marketing/landing-pages/{page}")).Status);

        // What is over is not published anew as it is.
        Assert.Equal("landing_page_times_wrong", (await MoveAsync(specialist, page, "publish", 1)).Code);

        Task<string> SitemapAsync() => fair.Http.GetStringAsync($"/sitemap-{Guid.Empty}.xml");
    }

    [Fact]
    public async Task What_is_published_or_taken_back_is_seen_at_once_and_a_draft_by_nobody()
    {
        var (specialist, slug) = (await SpecialistAsync(), NewSlug());
        var page = await PublishedAsync(specialist, Terms(slug, "First"));
        Assert.Contains(">First</h1>", (await SeenAsync(slug)).Html);
        using (var answer = await fair.Http.GetAsync($"/l/{slug}"))
            Assert.True(answer.Headers.CacheControl is { Public: true, NoStore: false });
        Assert.Contains("Palabras de First.", (await SeenAsync(slug, "/es")).Html);
        // Nothing is said in Portuguese: it is in English.
        Assert.Contains("<h1 lang=\"en\">First</h1>", (await SeenAsync(slug, "/pt")).Html);

        Assert.Equal(("running", 2, 1), Standing(await PutAsync(specialist, page, Terms(slug, "Second"), 1)));
        Assert.Contains(">First</h1>", (await SeenAsync(slug)).Html);
        Assert.Equal(("running", 2, 2), Standing(await MoveAsync(specialist, page, "publish", 2)));
        foreach (var language in new[] { "", "/es", "/pt" })
        {
            var html = (await SeenAsync(slug, language)).Html;
            Assert.Contains("Second</h1>", html);
            Assert.DoesNotContain("First", html);
        }

        Assert.Equal(("draft", 2, null), Standing(await MoveAsync(specialist, page, "unpublish", 2)));
        Assert.Equal((404, 404), ((await SeenAsync(slug)).Status, (await SeenAsync(slug, "/es")).Status));
        Assert.Equal(5, await NumberAsync(
            $"select count(*) from kernel.audit_entry where subject_kind = 'landing_page' and subject = '{page}'"));
    }

    [Fact]
    public async Task Of_those_who_save_at_once_one_does_and_the_others_are_told()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        Assert.Equal(200, (await PutAsync(specialist, page, Terms(slug, "Begin"), 0)).Status);
        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            PutAsync(specialist, page, Terms(slug, $"Edit {i}"), 1)));
        Assert.Single(said, one => one.Status == 200);
        Assert.All(said.Where(one => one.Status != 200), one => Assert.Equal(
            (409, "landing_page_changed", 2), (one.Status, one.Code, one.Body.GetProperty("version").GetInt32())));
        Assert.Equal((409, "landing_page_changed"), Refused(await MoveAsync(specialist, page, "publish", 1)));
        Assert.Equal((409, "landing_page_changed"), Refused(await PutAsync(specialist, Id.New(), Terms(slug, "X"), 1)));
        Assert.Equal(404, (await SeenAsync(slug)).Status);
        Assert.Equal(2, await VersionsAsync(page));
    }

    [Fact]
    public async Task An_older_version_is_restored_by_saving_it_and_none_ever_changes()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var colleague = await SpecialistAsync();
        Assert.Equal(200, (await PutAsync(specialist, page, Terms(slug, "One"), 0)).Status);
        Assert.Equal(200, (await PutAsync(colleague, page, Terms(slug, "Two"), 1)).Status);
        var path = $"/admin/marketing/landing-pages/{page}";
        var one = (await specialist.GetAsync($"{path}?version=1")).Body.GetProperty("terms");
        Assert.Equal(200, (await PutAsync(specialist, page, one, 2)).Status);
        var now = await specialist.GetAsync(path);
        Assert.Equal(("draft", 3, null), Standing(now));
        Assert.True(JsonElement.DeepEquals(one, now.Body.GetProperty("terms")));
        foreach (var (version, title) in new[] { (1, "One"), (2, "Two"), (3, "One") })
            Assert.Equal(title, (await specialist.GetAsync($"{path}?version={version}")).Body
                .GetProperty("terms").GetProperty("titles").GetProperty("en").GetProperty("title").GetString());
        Assert.Equal(404, (await specialist.GetAsync($"{path}?version=4")).Status);
        Assert.Equal(
            [(3, specialist.Id, "Ana Souza"), (2, colleague.Id, "Ana Souza"), (1, specialist.Id, "Ana Souza")],
            (await specialist.GetAsync($"{path}/versions")).Body.GetProperty("items").EnumerateArray().Select(each => (
                each.GetProperty("version").GetInt32(), each.GetProperty("by").GetGuid(),
                each.GetProperty("byName").GetString())));

        Assert.Equal("landing_page_address_stays", (await PutAsync(specialist, page, Terms(NewSlug(), "X"), 3)).Code);
        Assert.Equal("landing_page_address_taken", (await PutAsync(specialist, Id.New(), Terms(slug, "X"), 0)).Code);
        Assert.Equal(3, await VersionsAsync(page));
    }

    [Fact]
    public async Task What_is_typed_comes_through_as_words_whatever_it_is()
    {
        var (specialist, slug) = (await SpecialistAsync(), NewSlug());
        const string evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        await PublishedAsync(specialist, Terms(
            slug, $"Title {evil}",
            Block("heading", $"Heading {evil}"),
            Block("text", $"{evil}\n\n**bold** [bad](javascript:alert(3)) [good](https://example.com/a) "
                + "![seen](https://example.com/p.png) [data](data:text/html,x)"),
            new
            {
                what = "countdown", until = Now.AddDays(1),
                texts = new Dictionary<string, string> { ["en"] = $"Clock {evil}" },
            }));
        var html = (await SeenAsync(slug)).Html;
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("\"javascript:", html);
        Assert.DoesNotContain("\"data:", html);
        Assert.DoesNotContain("example.com/p.png\"", html);
        Assert.Contains("&lt;script&gt;alert(1)", html);
        Assert.Contains("<strong>bold</strong>", html);
        Assert.Contains("<a href=\"https://example.com/a\" rel=\"nofollow ugc noopener\">good</a>", html);
    }

    [Fact]
    public async Task A_clock_that_ran_down_is_gone_in_that_second()
    {
        var (specialist, slug) = (await SpecialistAsync(), NewSlug());
        await PublishedAsync(specialist, Terms(slug, "Clocks", Block("heading", "Stays"), new
        {
            what = "countdown", until = Now.AddMinutes(5),
            texts = new Dictionary<string, string> { ["en"] = "Until the doors open" },
        }));
        Assert.Contains("Until the doors open", (await SeenAsync(slug)).Html);
        fair.Now.Ahead += TimeSpan.FromSeconds(301);
        var html = (await SeenAsync(slug)).Html;
        Assert.Contains("Stays", html);
        Assert.DoesNotContain("Until the doors open", html);
    }

    [Fact]
    public async Task Products_are_those_picked_found_or_of_a_promotion_while_it_runs()
    {
        var specialist = await SpecialistAsync();
        var (owner, manager) = (
            await fair.PersonAsync(), await fair.PersonAsync(role: Accounts.Roles.PlatformManager));
        var store = await owner.OpenApprovedAsync(manager);
        const string mark = "quartzite";
        var (first, _) = await fair.ShelveAsync(store, $"{mark} lamp");
        var (second, _) = await fair.ShelveAsync(store, $"{mark} shade");
        await fair.ShelveAsync(store, $"{mark} cord");
        var promotion = (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/promotions", new
        {
            name = "Store days", until = Now.AddDays(1), effect = "percent", percent = 15,
        })).Body.GetProperty("id").GetGuid();
        async Task<string> PageAsync(object block)
        {
            var slug = NewSlug();
            await PublishedAsync(specialist, Terms(slug, "Goods", block));
            return slug;
        }

        var picked = await PageAsync(new { what = "products", products = new[] { second, first } });
        var found = await PageAsync(new { what = "products", query = mark, most = 2 });
        var less = await PageAsync(new { what = "products", promotion });
        Assert.Equal([$"{mark} shade", $"{mark} lamp"], await CardsAsync(picked));
        Assert.Equal(2, (await CardsAsync(found)).Count);
        Assert.Equal(
            [$"{mark} cord", $"{mark} lamp", $"{mark} shade"],
            (await CardsAsync(less)).Order(StringComparer.Ordinal));

        // What is not for sale any more is not shown; a promotion that was ended shows nothing at once.
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/listings/{second}")).Status);
        Assert.Equal([$"{mark} lamp"], await CardsAsync(picked));
        await owner.DoAsync(HttpMethod.Post, $"/store/{store}/promotions/{promotion}/end");
        Assert.Empty(await CardsAsync(less));

        async Task<IReadOnlyList<string>> CardsAsync(string slug)
        {
            var html = (await SeenAsync(slug)).Html;
            return
            [
                .. html.Split("<h3 class=\"name\">")[1..]
                    .Select(part => part[..part.IndexOf("</a>", StringComparison.Ordinal)].Split('>')[^1]),
            ];
        }
    }

    [Fact]
    public async Task Pictures_of_every_version_are_kept_until_the_page_is_removed()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var (old, later) = (
            await specialist.SendAsync(Samples.Png(400, 300, 71)),
            await specialist.SendAsync(Samples.Png(400, 300, 72)));
        static object Shows(string picture) => new
        {
            what = "picture", picture, link = "/categories",
            texts = new Dictionary<string, string> { ["en"] = "A lamp" },
        };
        Assert.Equal(200, (await PutAsync(specialist, page, Terms(slug, "P", Shows(old)), 0)).Status);
        Assert.Equal(200, (await PutAsync(specialist, page, Terms(slug, "P", Shows(later)), 1)).Status);
        var uses = $"select count(*) from media.use where owner_id = '{page}'";
        Assert.Equal(2, await NumberAsync(uses));
        var bad = Shows("/media/00000000000000000000000000000000-10x10/10.webp");
        Assert.Equal("landing_page_picture_unknown", (await PutAsync(specialist, page, Terms(slug, "P", bad), 2)).Code);
        Assert.Equal((2, 2), (await NumberAsync(uses), await VersionsAsync(page)));

        Assert.Equal(200, (await MoveAsync(specialist, page, "publish", 2)).Status);
        Assert.Contains("alt=\"A lamp\"", (await SeenAsync(slug)).Html);
        var path = $"/admin/marketing/landing-pages/{page}";
        Assert.Equal((409, "landing_page_published"), Refused(await specialist.DoAsync(HttpMethod.Delete, path)));
        Assert.Equal(200, (await MoveAsync(specialist, page, "unpublish", 2)).Status);
        Assert.Equal(204, (await specialist.DoAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal((0, 0), (await NumberAsync(uses), await VersionsAsync(page)));
        Assert.Equal(404, (await specialist.GetAsync(path)).Status);
    }

    public static TheoryData<string, int, string?> Senseless => new()
    {
        { """{"slug": "Big Letters"}""", 400, null },
        { """{"slug": "two--hyphens"}""", 400, null },
        { """{"titles": {}}""", 422, "titles_unclear" },
        { """{"titles": {"fr": {"title": "Printemps"}}}""", 422, "titles_unclear" },
        { """{"titles": {"en": {"title": "two\nlines"}}}""", 422, "titles_unclear" },
        { """{"from": "2026-02-02T00:00:00Z", "until": "2026-02-01T00:00:00Z"}""", 422, "times_wrong" },
        { """{"blocks": []}""", 400, null },
        { """{"blocks": [{"what": "frame"}]}""", 400, null },
        { """{"blocks": [{"what": "heading"}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "heading", "texts": {"en": "a\nb"}}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "text", "texts": {"en": "x"}, "query": "lamp"}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "picture"}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "products"}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "products", "query": "lamp", "category": "lamps"}]}""", 422, "block_unclear" },
        { """{"blocks": [{"what": "products", "query": "lamp", "most": 25}]}""", 400, null },
        { """{"blocks": [{"what": "products", "category": "no-such-category"}]}""", 422, "products_unknown" },
        { $$"""{"blocks": [{"what": "products", "products": ["{{Guid.AllBitsSet}}"]}]}""", 422, "products_unknown" },
        { $$"""{"blocks": [{"what": "products", "promotion": "{{Guid.AllBitsSet}}"}]}""", 422, "products_unknown" },
        { """{"blocks": [{"what": "countdown", "texts": {"en": "Soon"}}]}""", 422, "block_unclear" },
    };

    [Theory, MemberData(nameof(Senseless))]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_kept(string odd, int status, string? code)
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var terms = Terms(slug, "X");
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(odd)!)
            terms[name] = value;
        var said = await PutAsync(specialist, page, terms, 0);
        Assert.Equal((status, code is null ? said.Code : "landing_page_" + code), (said.Status, said.Code));
        Assert.Equal(404, (await specialist.GetAsync($"/admin/marketing/landing-pages/{page}")).Status);
        Assert.Equal(0, await VersionsAsync(page));
    }

    [Fact]
    public async Task Texts_blocks_and_pages_are_bounded()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var letters = new string('x', 4_000);
        Assert.Equal(200, (await PutAsync(
            specialist, page, Terms(slug, "L", [.. Enumerable.Repeat(Block("text", letters), 15)]), 0)).Status);
        foreach (var (blocks, status, code) in new (object[], int, string?)[]
        {
            ([.. Enumerable.Repeat(Block("text", letters), 16)], 422, "landing_page_too_long"),
            ([Block("text", letters + "x")], 422, "landing_page_block_unclear"),
            ([.. Enumerable.Repeat(Block("heading", "x"), 21)], 400, null),
        })
        {
            var said = await PutAsync(specialist, page, Terms(slug, "L", blocks), 1);
            Assert.Equal((status, code ?? said.Code), (said.Status, said.Code));
        }

        Assert.Equal(1, await VersionsAsync(page));
        await fair.SqlAsync("""
            insert into marketing.landing_page (id, slug, version)
            select gen_random_uuid(), 'filler-' || n, 1
            from generate_series(1, 499 - (select count(*)::int from marketing.landing_page)) n
            """);
        var last = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            PutAsync(specialist, Id.New(), Terms(NewSlug(), "Last"), 0)));
        Assert.Single(last, one => one.Status == 200);
        Assert.Equal(3, last.Count(one => one.Code == "landing_pages_too_many"));
        await fair.SqlAsync("delete from marketing.landing_page where slug like 'filler-%'");
    }

    [Fact]
    public async Task Only_who_makes_campaigns_sees_or_makes_one_and_a_preview_is_theirs()
    {
        var (specialist, slug, page) = (await SpecialistAsync(), NewSlug(), Id.New());
        var person = await fair.PersonAsync();
        Assert.Equal(403, (await PutAsync(person, page, Terms(slug, "X"), 0)).Status);
        Assert.Equal(0, await VersionsAsync(page));
        Assert.Equal(200, (await PutAsync(specialist, page, Terms(slug, "Hush"), 0)).Status);
        foreach (var path in new[] { "", $"/{page}", $"/{page}/versions" })
            Assert.Equal(403, (await person.GetAsync($"/admin/marketing/landing-pages{path}")).Status);
        Assert.Equal(403, (await MoveAsync(person, page, "publish", 1)).Status);
        Assert.Equal(404, (await SeenAsync(slug)).Status);

        var (status, html) = await PreviewAsync(specialist.Token);
        Assert.Equal(200, status);
        Assert.Contains(">Hush</h1>", html);
        Assert.Contains("noindex", html);
        var (other, nothing) = await PreviewAsync(person.Token);
        Assert.NotEqual(200, other);
        Assert.DoesNotContain("Hush", nothing);

        async Task<(int, string)> PreviewAsync(string token)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, $"/operations/landing-pages/{page}/preview");
            asked.Headers.Authorization = new("Bearer", token);
            using var answer = await fair.Http.SendAsync(asked);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    static (int, string?) Refused(Said said) => (said.Status, said.Code);

    async Task<long> NumberAsync(string sql) => (long)(await fair.SqlAsync(sql))!;

    Task<long> VersionsAsync(Guid page) => NumberAsync(
        $"select count(*) from marketing.landing_page_version where landing_page_id = '{page}'");
}
