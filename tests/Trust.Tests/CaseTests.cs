using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>A case is taken by one, decided once, and by nobody whom it is about.</summary>
public sealed class CaseTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Of_two_who_take_a_case_at_once_one_has_it_and_the_other_is_told_who()
    {
        var shop = await Shop.OpenAsync(host);
        var moderators = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.ModeratorAsync()));
        var (_, _, id) = await shop.ReportedReviewAsync();

        var answers = await Task.WhenAll(moderators.Select(one =>
            one.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take")));

        var winner = moderators[Array.FindIndex(answers, answer => answer.Status == 200)];
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(
            ("case_taken", winner.Id), (answer.Code, answer.Body.GetProperty("by").GetGuid())));
        Assert.Equal(1L, await host.SqlAsync(
            $"select count(*) from trust.case_history where case_id = '{id}' and what = 'taken'"));

        // Whoever has it keeps it on; others do nothing with it until it is given back, or the time is over.
        var other = moderators.First(one => one != winner);
        Assert.Equal(200, (await winner.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take")).Status);
        Assert.Equal("case_taken", (await other.DecideAsync(id, "dismiss")).Code);
        Assert.Equal("case_taken", (await other.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/give-back")).Code);
        await host.SqlAsync($"update trust.case_file set taken_until = now() - interval '1 second' where id = '{id}'");
        Assert.Equal(200, (await other.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take")).Status);
        var lost = await winner.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take");
        Assert.Equal(("case_taken", other.Id), (lost.Code, lost.Body.GetProperty("by").GetGuid()));
        Assert.Equal(204, (await other.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/give-back")).Status);
        Assert.Equal(200, (await winner.DecideAsync(id, "dismiss")).Status);
    }

    [Fact]
    public async Task Cases_are_taken_along_as_they_are_listed_and_narrowed_down()
    {
        var shop = await Shop.OpenAsync(host);
        var (moderator, other) = (await host.ModeratorAsync(), await host.ModeratorAsync());
        var author = await shop.BuyerAsync();
        var posted = await author.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", new
        {
            rating = 1, title = "=cmd|' /C calc'!A0", body = "Awful, and late.", language = "en",
        });
        var review = posted.Body.GetProperty("id").GetGuid();
        foreach (var reporter in new[] { await host.PersonAsync(), await host.PersonAsync() })
            await reporter.ReportAsync("review", $"{review}", "contact");
        var id = await host.CaseAsync("review", $"{review}");
        var at = await AtAsync("opened_at");
        await moderator.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take");

        var row = $"review,'=cmd|' /C calc'!A0,contact,2,0,no,no,{at},yes,,,{review},{id}";
        foreach (var filter in new[] { "", "kind=review", "reason=contact", "kind=review&reason=contact" })
            Assert.Single(await RowsAsync(moderator, filter), one => one == row);
        Assert.Equal([row], await RowsAsync(moderator, "which=mine"));
        foreach (var filter in new[] { "kind=product", "reason=offensive", "which=appeals", "which=decided" })
            Assert.DoesNotContain(await RowsAsync(moderator, filter), one => one.EndsWith($"{id}"));
        Assert.Empty(await RowsAsync(other, "which=mine"));

        Assert.Equal(200, (await moderator.DecideAsync(id, "remove", reason: "contact")).Status);
        Assert.Equal(
            $"review,'=cmd|' /C calc'!A0,contact,2,0,no,no,{at},no,{await AtAsync("decided_at")},remove,{review},{id}",
            (await RowsAsync(other, "which=decided"))[0]);

        async Task<string> AtAsync(string when) =>
            $"{(DateTime)(await host.SqlAsync($"select {when} from trust.case_file where id = '{id}'"))!:O}";

        async Task<string[]> RowsAsync(Person person, string filter) =>
            (await (await host.Http.SendAsync(HttpMethod.Get, "/admin/cases.csv?" + filter, person.Token)).Content
                .ReadAsStringAsync()).Split("\r\n")[1..^1];
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_the_second_is_told_what_the_first_decided()
    {
        var shop = await Shop.OpenAsync(host);
        var moderators = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.ModeratorAsync()));
        var (_, review, id) = await shop.ReportedReviewAsync();

        var answers = await Task.WhenAll(moderators.Select((one, n) =>
            one.DecideAsync(id, n % 2 == 0 ? "remove" : "dismiss")));

        var first = Assert.Single(answers, answer => answer.Status == 200);
        var outcome = first.Body.GetProperty("decision").GetProperty("outcome").GetString();
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(
            ("case_decided", outcome),
            (answer.Code, answer.Body.GetProperty("decision").GetProperty("outcome").GetString())));
        Assert.Equal(outcome == "remove" ? 0 : 1, (await shop.ReviewsAsync()).Count);
        Assert.Equal(1L, await host.SqlAsync($"select count(*) from trust.decision where thing = '{review}'"));
    }

    [Fact]
    public async Task Nobody_decides_about_what_is_theirs_or_what_they_reported()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync();
        var reporter = await host.ModeratorAsync();
        await reporter.ReportAsync("review", $"{review}");
        await reporter.ReportAsync("store", $"{shop.Store}", "fraud");
        foreach (var person in new[] { author, shop.Owner })
            await host.SqlAsync($"""
                insert into accounts.account_role (region, account_id, role)
                values ('main', '{person.Id}', 'moderator') on conflict do nothing
                """);
        host.ForgetCopies();
        var before = await host.AllOfTrustAsync();
        foreach (var (who, kind, thing) in new[]
        {
            (author, "review", $"{review}"), (reporter, "review", $"{review}"), (shop.Owner, "store", $"{shop.Store}"),
        })
        {
            var id = await host.CaseAsync(kind, thing);
            Assert.Equal("case_is_yours", (await who.GetAsync($"/admin/cases/{id}")).Code);
            Assert.Equal("case_is_yours", (await who.DoAsync(HttpMethod.Post, $"/admin/cases/{id}/take")).Code);
            Assert.Equal("case_is_yours", (await who.DecideAsync(id, "dismiss")).Code);
            Assert.Equal("case_is_yours", (await who.DoAsync(
                HttpMethod.Post, $"/admin/cases/{id}/hand-up", new { version = 1, why = "Mine." })).Code);
        }

        Assert.Equal(before, await host.AllOfTrustAsync());
    }

    [Fact]
    public async Task What_is_handed_up_is_decided_by_others_and_from_the_version_they_saw()
    {
        var shop = await Shop.OpenAsync(host);
        var (first, second) = (await host.ModeratorAsync(), await host.ModeratorAsync());
        var (_, _, id) = await shop.ReportedReviewAsync();
        Assert.Equal(204, (await first.DoAsync(
            HttpMethod.Post, $"/admin/cases/{id}/hand-up", new { version = 1, why = "Is this allowed?" })).Status);
        Assert.Equal("case_handed_up", (await first.DecideAsync(id, "dismiss", 2)).Code);
        Assert.Equal("case_changed", (await second.DecideAsync(id, "dismiss")).Code);
        Assert.Contains(id, await IdsAsync(second, "which=handed_up"));
        Assert.Equal(200, (await second.DecideAsync(id, "dismiss", 2)).Status);
        Assert.DoesNotContain(id, await IdsAsync(second, "which=handed_up"));
        Assert.Contains(id, await IdsAsync(second, "which=decided"));
    }

    [Fact]
    public async Task The_queue_goes_by_weight_and_age_and_is_filtered_by_kind_and_reason()
    {
        var shop = await Shop.OpenAsync(host);
        var moderator = await host.ModeratorAsync();
        var (_, _, old) = await shop.ReportedReviewAsync();
        var (_, _, heavy) = await shop.ReportedReviewAsync();
        var (_, _, young) = await shop.ReportedReviewAsync();
        var thing = (string)(await host.SqlAsync($"select thing from trust.case_file where id = '{heavy}'"))!;
        for (var n = 0; n < 3; n++) await (await host.PersonAsync()).ReportAsync("review", thing, "fraud");
        await host.SqlAsync($"""
            update trust.case_file
            set opened_at = opened_at - interval '3 hours', rank_at = rank_at - interval '3 hours'
            where id = '{old}'
            """);
        await (await host.PersonAsync()).ReportAsync("store", $"{shop.Store}", "counterfeit");

        // Three more reports weigh as eighteen hours.
        Assert.Equal([heavy, old, young], (await IdsAsync(moderator, "kind=review&limit=100"))
            .Where(id => id == old || id == heavy || id == young));
        Assert.DoesNotContain(old, await IdsAsync(moderator, "reason=fraud"));
        Assert.Contains(heavy, await IdsAsync(moderator, "reason=fraud&kind=review"));
        Assert.Empty(await IdsAsync(moderator, "reason=copied&kind=review"));
        var stores = await IdsAsync(moderator, "kind=store&reason=counterfeit");
        Assert.Contains(await host.CaseAsync("store", $"{shop.Store}"), stores);
        Assert.Empty(await IdsAsync(moderator, "which=mine"));

        // From a key: no case twice, and none left out.
        var (seen, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = (await moderator.GetAsync($"/admin/cases?limit=1&cursor={cursor}")).Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal((long)seen.Count, await host.SqlAsync("select count(*) from trust.case_file where is_open"));
    }

    [Fact]
    public async Task A_case_shows_what_was_reported_and_what_is_now_and_who_said_what()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync(body: "<script>alert('You <thieves>')</script>");
        var reporter = await host.PersonAsync();
        await reporter.ReportAsync("review", $"{review}", "offensive", "</textarea><img src=x onerror=alert(1)>");
        await author.DoAsync(HttpMethod.Put, $"/reviews/{review}", new
        {
            version = 1, rating = 2, title = "Not again", body = "It broke.", language = "en",
        });
        var moderator = await host.ModeratorAsync();
        var id = await host.CaseAsync("review", $"{review}");
        var shown = (await moderator.GetAsync($"/admin/cases/{id}")).Body;
        Assert.Equal(
            ("<script>alert('You <thieves>')</script>", "It broke.", "</textarea><img src=x onerror=alert(1)>",
                reporter.Id, author.Id, 1),
            (TextOf("then"), TextOf("now"), shown.GetProperty("reports")[0].GetProperty("words").GetString(),
                shown.GetProperty("reports")[0].GetProperty("by").GetGuid(), shown.GetProperty("account").GetGuid(),
                shown.GetProperty("about").GetProperty("cases").GetInt32()));
        Assert.Equal(["reported", "opened"], shown.GetProperty("history").EnumerateArray()
            .Select(line => line.GetProperty("what").GetString()));

        // On the page it is text, and nothing but text.
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/operations/moderation/{id}");
        asked.Headers.Authorization = new("Bearer", moderator.Token);
        var page = await (await host.Http.SendAsync(asked)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>alert(", page);
        Assert.DoesNotContain("<img src=x", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);

        string? TextOf(string when) => shown.GetProperty(when).GetProperty("texts").EnumerateArray()
            .Single(text => text.GetProperty("name").GetString() == "body").GetProperty("text").GetString();
    }

    [Fact]
    public async Task How_long_it_took_is_told_by_kind()
    {
        await host.SqlAsync("truncate trust.report, trust.flag, trust.strike, trust.appeal, trust.decision cascade");
        await host.SqlAsync("""
            alter table trust.case_history disable trigger user;
            delete from trust.case_history;
            delete from trust.case_file;
            alter table trust.case_history enable trigger user;
            insert into trust.case_file (id, kind, thing, reason, opened_at, looked_at, decided_at, is_open)
            select gen_random_uuid(), 'review', 'r' || n, 'other', now() - interval '1 hour' - n * interval '1 minute',
                now() - interval '1 hour', now() - interval '30 minutes', false
            from generate_series(1, 10) n;
            insert into trust.case_file (id, kind, thing, reason, opened_at, looked_at, decided_at, is_open)
            values (gen_random_uuid(), 'store', 's', 'other', now() - interval '9 days 2 hours',
                now() - interval '9 days 1 hour', now() - interval '9 days', false);
            insert into trust.decision (
                id, case_id, kind, thing, outcome, reason, justification, has_removed, at, appeal_until)
            select gen_random_uuid(), id, kind, thing, 'dismiss', reason, '', false, decided_at, decided_at
            from trust.case_file;
            with ended as (
                insert into trust.case_file (id, kind, thing, reason, opened_at, decided_at, is_open)
                values (gen_random_uuid(), 'change', 'c', 'other', now() - interval '1 day', now(), false)
                returning id, kind, thing, reason, decided_at)
            insert into trust.decision (
                id, case_id, kind, thing, outcome, reason, justification, has_removed, at, appeal_until)
            select gen_random_uuid(), id, kind, thing, 'withdrawn', reason, '', false, decided_at, decided_at
            from ended;
            insert into trust.case_file (id, kind, thing, reason, opened_at)
            values (gen_random_uuid(), 'product', 'p', 'other', now() - interval '2 days');
            """);
        await using var session = await host.Database.ReadFreshAsync(default);
        var times = await GetServiceTimes.ReadAsync(session);
        Assert.Equal(
            [new(null, 10, 300, 540, 2100, 2340), new("review", 10, 300, 540, 2100, 2340)], times.Week);
        Assert.Equal(
            [
                new(null, 11, 360, 600, 2160, 2400), new("review", 10, 300, 540, 2100, 2340),
                new("store", 1, 3600, 3600, 7200, 7200),
            ], times.Month);
        Assert.Equal([(null, 1), ("product", 1)], times.Open.Select(left => (left.Kind, left.Many)));
        Assert.InRange((DateTime.UtcNow - times.Open[0].Oldest!.Value).TotalDays, 1.99, 2.01);
    }

    static async Task<IReadOnlyList<Guid>> IdsAsync(Person moderator, string wish) =>
    [
        .. (await moderator.GetAsync($"/admin/cases?{wish}")).Body.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid()),
    ];
}
