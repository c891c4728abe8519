using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>Searches are summed up by the day; who made them sees that, clears it, and turns it off.</summary>
public sealed class TermTests(Stall stall) : IClassFixture<Stall>
{
    [Fact]
    public void People_are_told_apart_well_enough_and_sketches_join()
    {
        foreach (var many in new[] { 0, 1, 7, 60, 400, 5_000, 60_000 })
        {
            var (even, odd) = (Of(many, 0), Of(many, 1));
            Assert.InRange(Sketch.Count(Sketch.Join(even, odd)), many * 0.8 - 1, many * 1.2 + 1);
        }

        static byte[] Of(int many, int from) =>
            Sketch.Of(Enumerable.Range(0, many).Where(n => n % 2 == from).Select(n => n * 0x5851F42D4C957F2DL));
    }

    [Fact]
    public async Task Terms_are_counted_once_with_people_results_and_clicks_and_written_for_a_spreadsheet()
    {
        var staff = await Staff.OfAsync(stall);
        // What is asked more often, by another test, would stand before all of it.
        await stall.SqlAsync("delete from search.term_day where language = 'pt'");
        Guid[] people = [Id.New(), Id.New()];
        await LoadAsync(
            Search("Mini Bar", people[0], "en", 0), Search("mini bars?", people[0], "en", 0),
            Search("mini bar", people[1], "en", 0), Search("mini bar", null, "es", 4),
            Click("mini bar", people[1], "es"), Search("=cmd", people[0], "en", 2));
        await CountAsync();
        await CountAsync();

        var (_, said) = await staff.GetAsync("/admin/search/terms?limit=100");
        var bar = said.GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("normal").GetString() == "mini bar");
        Assert.Equal((3, 2, 2, 1), (bar.GetProperty("searches").GetInt32(), bar.GetProperty("searchers").GetInt32(),
            bar.GetProperty("empty").GetInt32(), bar.GetProperty("clicks").GetInt32()));
        var (_, empty) = await staff.GetAsync("/admin/search/terms?empty=true&language=en");
        Assert.Equal(["mini bar", "mini bars"], empty.GetProperty("items").EnumerateArray()
            .Select(one => one.GetProperty("normal").GetString()).Where(one => one!.StartsWith("mini")).Order());

        var csv = await (await stall.Http.SendAsync(
            HttpMethod.Get, "/admin/search/terms.csv", staff.Token)).Content.ReadAsStringAsync();
        Assert.StartsWith("query,searches,searchers,found_nothing,found,clicks,last_at\r\n", csv);
        Assert.Contains("\r\n'=cmd,1,1,0,2,0,", csv);
    }

    [Fact]
    public async Task Of_a_day_that_is_over_the_foremost_stay_and_the_rest_is_one_row()
    {
        await stall.SqlAsync("""
            insert into search.term_day
            select (now() at time zone 'UTC')::date - 1, 'pt', 'seldom ' || n, 'seldom ' || n, n, '', 0, 1, 1, 2, now()
            from generate_series(1, 1200) n
            """);
        await LoadAsync(Search("anything", null, "pt", 1));
        await CountAsync();

        Assert.Equal(1001L, await stall.SqlAsync("""
            select count(*) from search.term_day where day = (now() at time zone 'UTC')::date - 1 and language = 'pt'
            """));
        Assert.Equal(200L * 201 / 2, await stall.SqlAsync("""
            select searches from search.term_day where language = 'pt' and normal = ''
            """));
    }

    [Fact]
    public async Task Somebody_sees_their_searches_clears_one_or_all_and_turns_it_off()
    {
        var somebody = await Staff.OfAsync(stall, role: null);
        var other = await Staff.OfAsync(stall, role: null);
        await LoadAsync(
            Search("first", somebody.Id, "en", 1), Search("Second", somebody.Id, "en", 1),
            Search("second", somebody.Id, "en", 1), Search("theirs", other.Id, "en", 1));

        Assert.Equal(
            ["first", "second"], (await MineAsync(somebody)).Select(query => query.ToLowerInvariant()).Order());
        Assert.Equal(204, (await somebody.DoAsync(HttpMethod.Delete, "/me/searches?q=SECOND")).Status);
        Assert.Equal(["first"], await MineAsync(somebody));

        Assert.Equal(204, (await somebody.DoAsync(
            HttpMethod.Put, "/me/searches/remembered", new { remembered = false })).Status);
        Assert.Empty(await MineAsync(somebody));
        await BrowseAsync(somebody, "secret kettle");
        await BrowseAsync(other, "open kettle");
        for (var until = DateTime.UtcNow.AddSeconds(20); !(await MineAsync(other)).Contains("open kettle");
            await Task.Delay(20)) Assert.True(DateTime.UtcNow < until, "Nothing was written down.");
        Assert.Empty(await MineAsync(somebody));
        // As a sum it stays, and nobody's.
        Assert.Equal(1L, await stall.SqlAsync("""
            select count(*) from recommendations.behaviour
            where query = 'secret kettle' and account_id is null and visitor is null and found = 1 and language = 'en'
            """));

        Assert.Equal(204, (await other.DoAsync(HttpMethod.Delete, "/me/searches")).Status);
        Assert.Empty(await MineAsync(other));
        Assert.Equal(204, (await stall.Http.SendAsync(HttpMethod.Delete, "/me/searches")).StatusCode.GetHashCode());
    }

    [Fact]
    public async Task What_somebody_searched_for_is_nobodys_when_the_account_closes()
    {
        var somebody = await Staff.OfAsync(stall, role: null);
        await LoadAsync(Search("private thing", somebody.Id, "en", 1));
        await using (var tx = await stall.Database.WriteAsync())
        {
            tx.Append(new Contracts.AccountClosed(somebody.Id));
            await tx.CommitAsync();
        }

        await stall.SettleAsync();

        Assert.Equal(0L, await stall.SqlAsync(
            $"select count(*) from recommendations.behaviour where account_id = '{somebody.Id}'"));
        Assert.Equal(1L, await stall.SqlAsync(
            "select count(*) from recommendations.behaviour where query = 'private thing'"));
    }

    [Fact]
    public async Task What_rises_is_told_where_enough_people_asked_it_found_something_and_nothing_is_forbidden_in_it()
    {
        Guid[] people = [Id.New(), Id.New(), Id.New()];
        Behaviour[] By(int many, string query, int found = 3, string language = "it") =>
            [.. Enumerable.Range(0, many).Select(n => Search(query, people[n % people.Length], language, found))];
        await stall.SqlAsync("delete from search.term_day where language = 'it'");
        await stall.SqlAsync("insert into trust.forbidden_word (language, word) values ('it', 'contraband')");
        // As always there were nine in three days.
        await stall.SqlAsync("""
            insert into search.term_day
            select (now() at time zone 'UTC')::date - n, 'it', 'usual', 'usual', 3, '', 0, 0, 5, 0, now()
            from generate_series(3, 30) n
            """);
        await LoadAsync(
        [
            .. By(9, "usual"), .. By(6, "Rising"), .. By(12, "rising fast"), .. By(9, "not found", found: 0),
            .. By(9, "contraband lamp"), .. By(9, "elsewhere", language: "es"),
            .. Enumerable.Repeat(Search("one person's", people[0], "it", 4), 9),
            .. Enumerable.Repeat(Search("of nobody", null, "it", 4), 9),
        ]);
        await CountAsync();
        stall.ForgetCopies();

        var told = await stall.Http.GetFromJsonAsync<JsonElement>("/api/v1/searches/trending?locale=it");

        Assert.Equal(
            ["rising fast", "rising", "usual"],
            told.GetProperty("items").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(HttpStatusCode.BadRequest,
            (await stall.Http.GetAsync("/api/v1/searches/trending?locale=italian")).StatusCode);
    }

    [Fact]
    public async Task What_somebody_searched_for_recommends_what_is_found_by_it_until_they_clear_it()
    {
        var somebody = await Staff.OfAsync(stall, role: null);
        var at = DateTime.UtcNow;
        await LoadAsync(
            Search("kettle", somebody.Id, "en", 1) with { At = at.AddDays(-31) },
            Search("tugboat", somebody.Id, "en", 1) with { At = at.AddMinutes(-3) },
            Search("sold out thing", somebody.Id, "en", 2) with { At = at.AddMinutes(-2) },
            Search("nothing of it", somebody.Id, "en", 0) with { At = at.AddMinutes(-1) },
            Search("mini refrigerator", somebody.Id, "en", 1) with { At = at });

        var items = (await somebody.GetAsync("/me/recommendations")).Body
            .GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["mini refrigerator", "tugboat"], items.Select(one => one.GetProperty("query").GetString()));
        Assert.Equal("Crisp Mini Refrigerator", TitlesOf(items[0])[0]);
        Assert.Equal(["Coating SC-141 Tugboat"], TitlesOf(items[1]));
        var home = new HttpRequestMessage(HttpMethod.Get, "/");
        home.Headers.Authorization = new("Bearer", somebody.Token);
        Assert.Contains(
            "Because you searched for “tugboat”",
            WebUtility.HtmlDecode(await (await stall.Http.SendAsync(home)).Content.ReadAsStringAsync()));

        Assert.Equal(204, (await somebody.DoAsync(HttpMethod.Delete, "/me/searches")).Status);
        Assert.Empty((await somebody.GetAsync("/me/recommendations")).Body.GetProperty("items").EnumerateArray());
        Assert.Empty((await stall.Http.GetFromJsonAsync<JsonElement>("/api/v1/me/recommendations"))
            .GetProperty("items").EnumerateArray());

        static string[] TitlesOf(JsonElement one) =>
            [.. one.GetProperty("products").EnumerateArray().Select(hit => hit.GetProperty("title").GetString()!)];
    }

    async Task BrowseAsync(Staff who, string query)
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, $"/search?q={Uri.EscapeDataString(query)}");
        asked.Headers.Authorization = new("Bearer", who.Token);
        Assert.Equal(200, (int)(await stall.Http.SendAsync(asked)).StatusCode);
    }

    static async Task<IReadOnlyList<string>> MineAsync(Staff who) =>
    [
        .. (await who.GetAsync("/me/searches")).Body.GetProperty("items").EnumerateArray()
            .Select(one => one.GetProperty("query").GetString()!),
    ];

    Task LoadAsync(params Behaviour[] rows) => BehaviourLog.CopyAsync(stall.Database, rows);

    Task CountAsync() => stall.Services.GetRequiredService<CountTerms>().CatchUpAsync(CancellationToken.None);

    static Behaviour Search(string query, Guid? account, string language, int found) =>
        new(DateTime.UtcNow, "search", account, null, null, null, query, "search")
        {
            Language = language,
            Found = found,
        };

    static Behaviour Click(string query, Guid? account, string language) =>
        new(DateTime.UtcNow, "click", account, null, null, null, query, "search") { Language = language };
}
