using System.Net.Http.Json;
using Feria.Stores.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing.Tests;

/// <summary>The marketplace whose time a test turns.</summary>
public sealed class TimedFair : Accounts.Tests.DemoHost
{
    public Clock Now { get; } = new();

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<TimeProvider>(Now);

    public sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }
}

/// <summary>What stands over pages: where, when, for whom, and how often it was seen and followed.</summary>
public sealed class BannerTests(TimedFair fair) : IClassFixture<TimedFair>
{
    const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    static Dictionary<string, object?> Terms(string title, params (string Name, object? Value)[] other)
    {
        var terms = new Dictionary<string, object?>
        {
            ["name"] = title, ["place"] = "home", ["holdOut"] = 0, ["priority"] = 5,
            ["until"] = DateTime.UtcNow.AddDays(2), ["variants"] = new[] { Variant(title) },
        };
        foreach (var (name, value) in other) terms[name] = value;
        return terms;
    }

    static object Variant(string title, int share = 100, string? picture = null) => new
    {
        share, picture, link = "/categories",
        texts = new Dictionary<string, object>
        {
            ["en"] = new { title, text = "Until Sunday." }, ["es"] = new { title = $"ES {title}" },
            ["pt"] = new { title = $"PT {title}" },
        },
    };

    Task<Person> SpecialistAsync() => fair.PersonAsync(role: Accounts.Roles.MarketingSpecialist);

    async Task<Guid> PutAsync(Person specialist, object terms, Guid? id = null)
    {
        id ??= Id.New();
        var put = await specialist.DoAsync(HttpMethod.Put, $"/admin/marketing/banners/{id}", terms);
        Assert.True(put.Status == 200, $"{put.Body}");
        await LookAsync();
        return id.Value;
    }

    async Task EndAsync(Person specialist, params Guid[] banners)
    {
        foreach (var banner in banners)
            Assert.Equal(200, (await specialist.DoAsync(
                HttpMethod.Post, $"/admin/marketing/banners/{banner}/moves", new { move = "end" })).Status);
        await LookAsync();
    }

    Task LookAsync() => fair.Services.GetRequiredService<Showing>().LookAsync(default);

    async Task<(string Html, HttpResponseMessage Answer)> PageAsync(string path, string? token = null)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) asked.Headers.Authorization = new("Bearer", token);
        var answer = await fair.Http.SendAsync(asked);
        return (await answer.Content.ReadAsStringAsync(), answer);
    }

    [Fact]
    public async Task Strangers_all_see_the_same_and_the_signed_in_their_own_in_its_place()
    {
        var specialist = await SpecialistAsync();
        var id = await PutAsync(specialist, Terms("Lanterns A", ("holdOut", 40), ("variants", new[]
        {
            Variant("Lanterns A", 50), Variant("Lanterns B", 50),
        })));
        var (first, answer) = await PageAsync("/");
        Assert.Contains(">Lanterns A<", first);
        Assert.DoesNotContain("Lanterns B", first);
        Assert.True(answer.Headers.CacheControl is { Public: true, NoStore: false });
        var (again, other) = await PageAsync("/");
        Assert.Equal((first, answer.Headers.ETag), (again, other.Headers.ETag));
        Assert.Contains(">ES Lanterns A<", (await PageAsync("/es/")).Html);
        Assert.Contains(">PT Lanterns A<", (await PageAsync("/pt/")).Html);

        var groups = fair.Services.GetRequiredService<Groups>();
        for (var i = 0; i < 4; i++)
        {
            var person = await fair.PersonAsync();
            var (html, own) = await PageAsync("/", person.Token);
            var group = groups.Of(id, person.Id, 4_000, [50, 50]);
            Assert.Equal(
                (group == 1, group == 2), (html.Contains(">Lanterns A<"), html.Contains(">Lanterns B<")));
            Assert.Contains("no-store", own.Headers.CacheControl!.ToString());
            Assert.EndsWith("</html>", html.TrimEnd());
        }

        await EndAsync(specialist, id);
        Assert.DoesNotContain("Lanterns", (await PageAsync("/")).Html);
    }

    [Fact]
    public async Task A_segment_s_banner_is_seen_by_its_people_alone()
    {
        var specialist = await SpecialistAsync();
        var person = await fair.PersonAsync();
        await fair.SettleAsync();
        async Task<Guid> SegmentAsync(string country)
        {
            var id = Id.New();
            Assert.Equal(200, (await specialist.DoAsync(HttpMethod.Put, $"/admin/segments/{id}", new
            {
                name = $"In {country}", rule = new { what = "country", @in = new[] { country } },
            })).Status);
            return id;
        }

        var (here, there) = (await SegmentAsync("BR"), await SegmentAsync("AR"));
        var mine = await PutAsync(specialist, Terms("For Brazil", ("segment", here), ("place", "search")));
        var theirs = await PutAsync(
            specialist, Terms("For Argentina", ("segment", there), ("place", "search"), ("priority", 9)));
        var all = await PutAsync(specialist, Terms("For all", ("place", "search"), ("priority", 1)));

        var own = (await PageAsync("/search?q=lamp", person.Token)).Html;
        Assert.Contains(">For Brazil<", own);
        Assert.DoesNotContain("For Argentina", own);
        Assert.Contains(">For all<", (await PageAsync("/search?q=lamp")).Html);
        Assert.Equal("For Brazil", (await person.GetAsync("/banner?place=search")).Body
            .GetProperty("banner").GetProperty("title").GetString());
        Assert.Equal("segment_in_use", (await specialist.DoAsync(HttpMethod.Delete, $"/admin/segments/{here}")).Code);
        await EndAsync(specialist, mine, theirs, all);
    }

    [Fact]
    public async Task It_comes_and_goes_at_its_time_without_anybody_telling()
    {
        var specialist = await SpecialistAsync();
        var id = await PutAsync(specialist, Terms(
            "Brief", ("priority", 99), ("from", DateTime.UtcNow + fair.Now.Ahead + TimeSpan.FromHours(1)),
            ("until", DateTime.UtcNow + fair.Now.Ahead + TimeSpan.FromHours(2))));
        Assert.DoesNotContain("Brief", (await PageAsync("/")).Html);
        fair.Now.Ahead += TimeSpan.FromMinutes(61);
        Assert.Contains(">Brief<", (await PageAsync("/")).Html);
        fair.Now.Ahead += TimeSpan.FromMinutes(60);
        Assert.DoesNotContain("Brief", (await PageAsync("/")).Html);
        Assert.Equal("over", (await specialist.GetAsync($"/admin/marketing/banners/{id}")).Text("status"));
    }

    [Fact]
    public async Task What_is_seen_and_followed_is_counted_by_variant_and_stays_counted()
    {
        var specialist = await SpecialistAsync();
        var id = await PutAsync(specialist, Terms("Counted", ("priority", 50)));
        var arm = (await specialist.GetAsync("/banner?place=home")).Body.GetProperty("banner").GetProperty("id")
            .GetGuid();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var told = new HttpRequestMessage(HttpMethod.Post, "/api/v1/shown")
            {
                Content = JsonContent.Create(new { seen = new[] { arm }, followed = i < 5 ? arm : (Guid?)null }),
            };
            told.Headers.TryAddWithoutValidation("User-Agent", Browser);
            Assert.Equal(204, (int)(await fair.Http.SendAsync(told)).StatusCode);
        }));
        await fair.Services.GetRequiredService<ShownLog>().WriteAsync();
        Assert.Equal((20L, 5L), await CountsAsync());

        await PutAsync(specialist, Terms("Counted anew", ("priority", 50)), id);
        Assert.Equal((20L, 5L), await CountsAsync());
        await EndAsync(specialist, id);
        Assert.Equal("banner_ended", (await specialist.DoAsync(
            HttpMethod.Put, $"/admin/marketing/banners/{id}", Terms("Late"))).Code);

        async Task<(long, long)> CountsAsync()
        {
            var only = (await specialist.GetAsync($"/admin/marketing/banners/{id}")).Body.GetProperty("arms")[0];
            return (only.GetProperty("impressions").GetInt64(), only.GetProperty("clicks").GetInt64());
        }
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_kept()
    {
        var specialist = await SpecialistAsync();
        var path = $"/admin/marketing/banners/{Id.New()}";
        foreach (var (terms, status, code) in new (object, int, string?)[]
        {
            (Terms("X", ("until", DateTime.UtcNow.AddHours(-1))), 422, "banner_times_wrong"),
            (Terms("X", ("category", 1)), 422, "banner_category_unclear"),
            (Terms("X", ("category", 999_999), ("place", "category")), 422, "promotion_category_unknown"),
            (Terms("X", ("segment", Guid.NewGuid())), 404, "segment_not_found"),
            (Terms("X", ("variants", new[] { Variant("X", 60) })), 422, "banner_shares_wrong"),
            (Terms("X", ("variants", new[] { Variant("two\nlines") })), 422, "banner_texts_unclear"),
            (Terms("X", ("variants", new[]
            {
                Variant("X", 100, "/media/00000000000000000000000000000000-10x10/10.webp"),
            })), 422, "banner_picture_unknown"),
            (Terms("X", ("place", "cart")), 400, null),
        })
        {
            var said = await specialist.DoAsync(HttpMethod.Put, path, terms);
            Assert.Equal(status, said.Status);
            if (code is not null) Assert.Equal(code, said.Code);
        }

        Assert.Equal(404, (await specialist.GetAsync(path)).Status);
        Assert.Equal(403, (await (await fair.PersonAsync()).GetAsync("/admin/marketing/banners")).Status);
        Assert.Equal(404, (await specialist.DoAsync(HttpMethod.Post, path + "/moves", new { move = "end" })).Status);
    }
}
