using System.Net.Http.Json;
using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;
using Npgsql;

namespace Feria.Trust.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Whoever sees something reports it, once; all that is said against a thing is one case.</summary>
public sealed class ReportTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task A_crowd_reports_one_thing_at_once_and_it_is_one_case_that_counts_them_all()
    {
        var shop = await Shop.OpenAsync(host);
        var (_, review) = await shop.ReviewAsync();
        var crowd = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.PersonAsync()));

        var answers = await Task.WhenAll(crowd.Concat(crowd).Select((person, n) =>
            person.ReportAsync("review", $"{review}", n % 3 == 0 ? "fraud" : "offensive", $"Look <b>{n}</b>")));

        Assert.All(answers, answer => Assert.Equal(204, answer.Status));
        Assert.Equal("1 12 12 true", await host.SqlAsync($"""
            select count(*) || ' ' || min(reports) || ' ' ||
                (select count(*) from trust.report r where r.case_id = (array_agg(c.id))[1]) || ' ' ||
                bool_and(c.weight = (
                    select sum(case r.reason when 'fraud' then 3 else 2 end)
                    from trust.report r where r.case_id = c.id))
            from trust.case_file c where thing = '{review}'
            """));
        Assert.Equal(0L, await host.SqlAsync("""
            select (select count(*) from trust.report r where r::text like '%Look%')
                + (select count(*) from kernel.event e where e.body::text like '%Look%')
            """));
    }

    [Fact]
    public async Task What_is_theirs_is_not_reported_and_what_is_not_there_neither()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync();
        var before = await host.AllOfTrustAsync();
        Assert.Equal("thing_is_yours", (await author.ReportAsync("review", $"{review}")).Code);
        Assert.Equal("thing_is_yours", (await shop.Owner.ReportAsync("product", $"{shop.Product}")).Code);
        Assert.Equal("thing_is_yours", (await shop.Owner.ReportAsync("store", $"{shop.Store}")).Code);
        var stranger = await host.PersonAsync();
        foreach (var thing in new[] { $"{Guid.NewGuid()}", "no id", $"{review}.{shop.Store}", "'; drop table" })
            foreach (var kind in new[] { "product", "review", "question", "answer", "message", "store" })
                Assert.Equal(404, (await stranger.ReportAsync(kind, thing)).Status);
        Assert.Equal(400, (await stranger.ReportAsync("offer", $"{review}")).Status);
        Assert.Equal(400, (await stranger.ReportAsync("review", $"{review}", "ugly")).Status);
        Assert.Equal(400, (await stranger.ReportAsync("review", $"{review}", words: new('x', 501))).Status);
        Assert.Equal(401, (int)(await host.Http.PostAsJsonAsync("/api/v1/reports", new
        {
            kind = "review", thing = $"{review}", reason = "fraud",
        })).StatusCode);
        Assert.Equal(before, await host.AllOfTrustAsync());
    }

    [Fact]
    public async Task A_message_is_reported_by_the_other_side_alone_a_guest_too()
    {
        var shop = await Shop.OpenAsync(host);
        var (buyer, clerk) = (await host.PersonAsync(), await shop.ClerkAsync());
        var order = await shop.SellAsync(buyer);
        await buyer.DoAsync(HttpMethod.Post, $"/orders/{order}/messages", new { text = "You thieves." });
        await clerk.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}", new
        {
            text = "Pay me on the side.",
        });

        Assert.Equal(204, (await buyer.ReportAsync("message", $"{order}.2", "fraud")).Status);
        Assert.Equal(204, (await clerk.ReportAsync("message", $"{order}.1")).Status);
        foreach (var number in new[] { 1, 3 })
            Assert.Equal(404, (await buyer.ReportAsync("message", $"{order}.{number}")).Status);
        Assert.Equal(404, (await (await host.PersonAsync()).ReportAsync("message", $"{order}.2")).Status);
        Assert.Equal($"fraud {shop.Store}, offensive {buyer.Id}", await host.SqlAsync($"""
            select string_agg(concat_ws(' ', reason, store_id, account_id), ', ' order by reason)
            from trust.case_file where thing like '{order}.%'
            """));

        var guest = $"guest-{Guid.NewGuid():N}";
        var bought = await shop.SellToGuestAsync(guest, Api.NewEmail());
        await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/conversations/{bought}", new { text = "Hm." });
        Assert.Equal(401, await AsGuestAsync($"guest-{Guid.NewGuid():N}", $"{bought}.1"));
        for (var n = 0; n < 2; n++) Assert.Equal(204, await AsGuestAsync(guest, $"{bought}.1"));
        Assert.Equal(1, await host.SqlAsync($"select reports from trust.case_file where thing = '{bought}.1'"));

        async Task<int> AsGuestAsync(string token, string thing)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/reports");
            asked.Headers.Add("Feria-Cart", token);
            asked.Content = JsonContent.Create(new { kind = "message", thing, reason = "fraud" });
            return (int)(await host.Http.SendAsync(asked)).StatusCode;
        }
    }

    [Fact]
    public async Task What_was_dismissed_and_is_as_it_was_is_not_opened_again_by_the_same_person()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync();
        var (first, second) = (await host.PersonAsync(), await host.PersonAsync());
        await first.ReportAsync("review", $"{review}");
        var moderator = await host.ModeratorAsync();
        Assert.Equal(200, (await moderator.DecideAsync(
            await host.CaseAsync("review", $"{review}"), "dismiss")).Status);

        Assert.Equal(204, (await first.ReportAsync("review", $"{review}")).Status);
        Assert.Equal(0L, await OpenAsync());
        Assert.Equal(204, (await second.ReportAsync("review", $"{review}")).Status);
        Assert.Equal(1L, await OpenAsync());
        await moderator.DecideAsync(await host.CaseAsync("review", $"{review}"), "dismiss");
        await author.DoAsync(HttpMethod.Put, $"/reviews/{review}", new
        {
            version = 1, rating = 1, title = "Never again", body = "They are thieves.", language = "en",
        });
        Assert.Equal(204, (await first.ReportAsync("review", $"{review}")).Status);
        Assert.Equal(1L, await OpenAsync());

        Task<object?> OpenAsync() => host.SqlAsync(
            $"select count(*) from trust.case_file where thing = '{review}' and is_open");
    }

    [Fact]
    public async Task Who_leaves_is_named_nowhere_and_what_they_said_is_erased()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync();
        var reporter = await host.PersonAsync();
        await reporter.ReportAsync("review", $"{review}", words: "He lies.");
        foreach (var person in new[] { author, reporter })
            await host.SqlAsync($"""
                insert into kernel.event (region, id, shard, visible_from, kind, key, body)
                values ('main', gen_random_uuid(), {Shard.Of(person.Id)}, pg_current_xact_id()::text::bigint + 1,
                    'accounts.account-closed.v1', '{person.Id}', '{"{"}"account": "{person.Id}"{"}"}')
                """);
        await host.SettleAsync();
        Assert.Equal("true true true true", await host.SqlAsync($"""
            select concat_ws(' ', (account_id is null)::text, (snapshot_sealed is null)::text,
                (select bool_and(account_id is null)::text from trust.report where case_id = c.id),
                (select bool_and(words_sealed is null)::text from trust.report where case_id = c.id))
            from trust.case_file c where thing = '{review}'
            """));
    }

    [Fact]
    public async Task What_was_done_in_a_case_is_written_once()
    {
        var shop = await Shop.OpenAsync(host);
        await shop.ReportedReviewAsync();
        foreach (var sql in new[]
        {
            "update trust.case_history set what = 'x'", "delete from trust.case_history", "truncate trust.case_history",
        })
            Assert.Equal("written_once", (await Assert.ThrowsAsync<PostgresException>(
                () => host.SqlAsync(sql))).ConstraintName);
    }
}
