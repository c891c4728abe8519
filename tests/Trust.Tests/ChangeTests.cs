using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>Of edits what is risky waits, is decided once, and is never laid over what came meanwhile.</summary>
public sealed class ChangeTests(DemoHost host) : IClassFixture<DemoHost>
{
    static readonly Listed.Edit Hose = new() { Title = "Garden hose, green", Stock = null };

    static Task<Said> DecideAsync(Person moderator, Guid caseId, string outcome, int version = 1) =>
        moderator.DoAsync(HttpMethod.Post, $"/admin/cases/{caseId}/change-decision", new
        {
            version, outcome, justification = "We looked at both.",
        });

    [Fact]
    public async Task What_is_not_risky_passes_and_is_kept_for_ever()
    {
        var listed = await Listed.OpenAsync(host);
        var put = await listed.PutAsync(new() { Title = "Soapstone table lamp, grey", Price = 11_000, Stock = 7 });
        Assert.Equal((200, "Null"), (put.Status, $"{put.Body.GetProperty("waiting").ValueKind}"));
        Assert.Equal(("Soapstone table lamp, grey", 11_000, 7), await listed.SoldAsync());

        Assert.Equal("passed price,title", await listed.HistoryAsync());
        var change = (await listed.Owner.GetAsync($"{listed.Path}/changes")).Body.GetProperty("items")[0];
        Assert.Equal((listed.Owner.Id, "desk", 1), (
            change.GetProperty("by").GetGuid(), change.Text("via"), change.GetProperty("fromVersion").GetInt32()));
        var price = change.GetProperty("fields").EnumerateArray().Single(one => one.Text("name") == "price");
        Assert.Equal((listed.Sku, "100.00 BRL", "110.00 BRL"), (
            price.Text("sku"), price.GetProperty("from")[0].GetString(), price.GetProperty("to")[0].GetString()));
        foreach (var sql in new[]
        {
            "update catalog.listing_change set via = 'key'", "delete from catalog.listing_change",
            "truncate catalog.listing_change cascade", "truncate catalog.listing_change_end",
        })
            Assert.Equal("written_once", (await Assert.ThrowsAsync<Npgsql.PostgresException>(
                () => host.SqlAsync(sql))).ConstraintName);

        // Saved as it is, it is no edit.
        await listed.PutAsync(new() { Title = "Soapstone table lamp, grey", Price = 11_000, Stock = null });
        Assert.Equal(1L, await host.SqlAsync(
            $"select count(*) from catalog.listing_change where product_id = '{listed.Product}'"));
    }

    [Fact]
    public async Task What_is_risky_waits_in_the_queue_and_the_rest_passes()
    {
        var listed = await Listed.OpenAsync(host);
        var put = await listed.PutAsync(Hose with { Brand = "Other", Price = 12_000, Stock = 8 });
        Assert.Equal(200, put.Status);
        Assert.Equal((Listed.Title, 12_000, 8), await listed.SoldAsync());
        Assert.Equal("passed price | waiting brand,title", await listed.HistoryAsync());

        var waiting = (await listed.ReadAsync()).GetProperty("waiting");
        Assert.Equal("brand title", string.Join(' ', waiting.GetProperty("risks").EnumerateArray()
            .Select(risk => risk.Text("rule")).Order()));
        var id = await host.CaseAsync("change", $"{waiting.GetProperty("id").GetGuid()}");
        var moderator = await host.ModeratorAsync();
        var queue = (await moderator.GetAsync("/admin/cases?kind=change&limit=100")).Body.GetProperty("items");
        Assert.Equal((Listed.Title, "counterfeit"), queue.EnumerateArray()
            .Where(one => one.GetProperty("id").GetGuid() == id)
            .Select(one => (one.Text("title"), one.Text("reason"))).Single());
        var field = (await moderator.GetAsync($"/admin/cases/{id}")).Body.GetProperty("change").GetProperty("fields")
            .EnumerateArray().Single(one => one.Text("name") == "title");
        Assert.Equal((Listed.Title, Hose.Title, "Null"), (
            field.GetProperty("from")[0].GetString(), field.GetProperty("to")[0].GetString(),
            $"{field.GetProperty("now").ValueKind}"));
        Assert.Equal("case_is_change", (await moderator.DecideAsync(id, "remove")).Code);
        // Nobody reports what waits, and nobody judges their own.
        Assert.Equal(400, (await (await host.PersonAsync()).ReportAsync("change", $"{id}")).Status);
        await host.SqlAsync($"""
            insert into accounts.account_role (region, account_id, role)
            values ('main', '{listed.Owner.Id}', 'moderator')
            """);
        host.ForgetCopies();
        Assert.Equal("case_is_yours", (await DecideAsync(listed.Owner, id, "approve")).Code);
        Assert.Equal((Listed.Title, 12_000, 8), await listed.SoldAsync());
    }

    [Fact]
    public async Task Approved_it_is_applied_with_that_commit_and_its_store_is_told()
    {
        var listed = await Listed.OpenAsync(host);
        var (change, id) = await listed.ProposeAsync();
        // What nobody proposed otherwise may change meanwhile.
        Assert.Equal(200, (await listed.PutAsync(new() { Description = "Turned by Ana.", Stock = 6 })).Status);
        var moderator = await host.ModeratorAsync();
        Assert.Equal(200, (await DecideAsync(moderator, id, "approve")).Status);

        Assert.Equal((Hose.Title, 10_000, 6), await listed.SoldAsync());
        Assert.Equal("Turned by Ana.", (await listed.ReadAsync()).Text("description"));
        Assert.Equal("passed description | approved title", await listed.HistoryAsync());
        Assert.Equal("change_ended", (await listed.WithdrawAsync(change)).Code);
        Assert.Equal("case_decided", (await DecideAsync(moderator, id, "refuse", 2)).Code);
        var letter = (await host.LettersAsync(listed.Owner.Email))
            .Single(one => one.Text("template") == "change-approve");
        Assert.Contains($"{listed.Path}/changes".Replace("/store/", "/sell/"), letter.Text("text"));
        Assert.Equal("change-approve", await host.SqlAsync($"""
            select kind from notifications.notice where account_id = '{listed.Owner.Id}' and topic = 'decisions'
            """));
    }

    [Fact]
    public async Task Refused_the_listing_stays_and_its_store_reads_why()
    {
        var listed = await Listed.OpenAsync(host);
        var (_, id) = await listed.ProposeAsync();
        Assert.Equal(200, (await DecideAsync(await host.ModeratorAsync(), id, "refuse")).Status);
        Assert.Equal((Listed.Title, 10_000, 5), await listed.SoldAsync());
        var change = (await listed.Owner.GetAsync($"{listed.Path}/changes")).Body.GetProperty("items")[0];
        Assert.Equal(("refused", "We looked at both."), (change.Text("outcome"), change.Text("why")));
        Assert.Contains("We looked at both.", (await host.LettersAsync(listed.Owner.Email))
            .Single(one => one.Text("template") == "change-refuse").Text("text"));
        // It may be proposed anew.
        var (again, _) = await listed.ProposeAsync();
        Assert.Equal(204, (await listed.WithdrawAsync(again)).Status);
        Assert.Equal("withdrawn title | refused title", await listed.HistoryAsync());
    }

    [Fact]
    public async Task A_newer_one_takes_the_place_of_the_older_with_what_that_proposed_of_other_fields()
    {
        var listed = await Listed.OpenAsync(host);
        var (first, firstCase) = await listed.ProposeAsync();
        // The same again is no other.
        Assert.Equal(first, (await listed.PutAsync(Hose)).Body.GetProperty("waiting").GetProperty("id").GetGuid());
        var prices = await listed.Owner.DoAsync(HttpMethod.Put, $"/store/{listed.Store}/prices", new
        {
            prices = new[] { new { sku = listed.Sku, price = 90_000 } },
        });
        Assert.Equal((0, listed.Sku), (
            prices.Body.GetProperty("changed").GetInt32(), prices.Body.GetProperty("waiting")[0].GetString()));
        await host.SettleAsync();

        Assert.Equal("waiting price,title | superseded title", await listed.HistoryAsync());
        Assert.Equal("superseded", await host.SqlAsync(
            $"select outcome from trust.decision where case_id = '{firstCase}'"));
        var second = (await listed.ReadAsync()).GetProperty("waiting").GetProperty("id").GetGuid();
        // A title that passes leaves the price alone to wait.
        Assert.Equal(200, (await listed.PutAsync(new() { Title = "Soapstone table lamps", Stock = null })).Status);
        Assert.Equal(
            "passed title | waiting price | superseded price,title | superseded title", await listed.HistoryAsync());
        Assert.Equal("change_ended", (await listed.WithdrawAsync(second)).Code);
        Assert.Equal(("Soapstone table lamps", 10_000, 5), await listed.SoldAsync());
    }

    [Fact]
    public async Task A_field_that_was_changed_meanwhile_is_never_overwritten()
    {
        var listed = await Listed.OpenAsync(host);
        var (_, id) = await listed.ProposeAsync();
        // An import is no proposal and asks nobody.
        await host.SqlAsync($"update catalog.product set title = 'Lamp by import' where id = '{listed.Product}'");
        var moderator = await host.ModeratorAsync();
        var shown = (await moderator.GetAsync($"/admin/cases/{id}")).Body.GetProperty("change").GetProperty("fields");
        Assert.Equal("Lamp by import", shown[0].GetProperty("now")[0].GetString());
        var before = await listed.AllAsync();
        var no = await DecideAsync(moderator, id, "approve");
        Assert.Equal((409, "change_conflicts", "title"), (
            no.Status, no.Code, no.Body.GetProperty("fields")[0].GetString()));
        Assert.Equal(before, await listed.AllAsync());
        Assert.Equal(200, (await DecideAsync(moderator, id, "refuse")).Status);
        Assert.Equal("Lamp by import", (await listed.ReadAsync()).Text("title"));
    }

    [Fact]
    public async Task With_its_listing_what_waits_ends()
    {
        var moderator = await host.ModeratorAsync();
        var (gone, removed, shut) = (
            await Listed.OpenAsync(host), await Listed.OpenAsync(host), await Listed.OpenAsync(host));
        var goneCase = (await gone.ProposeAsync()).Case;
        Assert.Equal(204, (await gone.Owner.DoAsync(HttpMethod.Delete, gone.Path)).Status);
        var removedCase = (await removed.ProposeAsync()).Case;
        await (await host.PersonAsync()).ReportAsync("product", $"{removed.Product}", "fraud");
        Assert.Equal(200, (await moderator.DecideAsync(
            await host.CaseAsync("product", $"{removed.Product}"), "remove")).Status);
        var shutCase = (await shut.ProposeAsync()).Case;
        await (await host.PersonAsync(role: "administrator")).DecideAsync(shut.Store, "suspend", "We look at it.");
        await host.SettleAsync();

        foreach (var ended in new[] { goneCase, removedCase })
            Assert.Equal("case_decided", (await DecideAsync(moderator, ended, "approve")).Code);
        var before = (string)(await host.SqlAsync(
            $"select p::text from catalog.product p where id = '{shut.Product}'"))!;
        Assert.Equal("void", (await DecideAsync(moderator, shutCase, "approve")).Text("outcome"));
        Assert.Equal(before, await host.SqlAsync(
            $"select p::text from catalog.product p where id = '{shut.Product}'"));
        Assert.Equal("void void void", await host.SqlAsync($"""
            select string_agg(outcome, ' ') from trust.decision
            where case_id in ('{goneCase}', '{removedCase}', '{shutCase}')
            """));
        var history = (await moderator.GetAsync($"/admin/products/{removed.Product}/history")).Body
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, history.Count);
        Assert.Equal(("remove", "void"), (
            history[0].GetProperty("decision").Text("outcome"), history[1].GetProperty("change").Text("outcome")));
    }

    [Fact]
    public async Task Of_moderators_and_a_store_that_end_it_at_once_exactly_one_does()
    {
        var moderators = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.ModeratorAsync()));
        for (var round = 0; round < 5; round++)
        {
            var listed = await Listed.OpenAsync(host);
            var (change, id) = await listed.ProposeAsync();
            var version = (await listed.ReadAsync()).GetProperty("version").GetInt32();

            var answers = await Task.WhenAll(
                DecideAsync(moderators[0], id, "approve"), DecideAsync(moderators[1], id, "refuse"),
                DecideAsync(moderators[2], id, "approve"), listed.WithdrawAsync(change),
                listed.PutAsync(new() { Title = "Bicycle pump", Stock = null }, version));

            Assert.DoesNotContain(answers, answer => answer.Status >= 500);
            Assert.Single(answers[..4].Append(answers[4] with { Status = EndedBy("superseded") ? 200 : 0 }),
                answer => answer.Status is 200 or 204);
            await host.SettleAsync();
            var outcome = (string)(await host.SqlAsync(
                $"select outcome from catalog.listing_change_end where change_id = '{change}'"))!;
            Assert.Equal(
                outcome switch { "approved" => "approve", "refused" => "refuse", _ => outcome },
                await host.SqlAsync($"select outcome from trust.decision where case_id = '{id}'"));
            var title = (await listed.ReadAsync()).Text("title");
            Assert.Equal(outcome == "approved" ? Hose.Title : Listed.Title, title);
            Assert.Equal(0L, await host.SqlAsync("""
                select count(*) from catalog.listing_change c
                left join catalog.listing_change_end e on e.change_id = c.id
                left join catalog.listing_change_waiting w on w.change_id = c.id
                where num_nonnulls(e.change_id, w.change_id) <> case when c.waits then 1 else 0 end
                """));

            bool EndedBy(string how) => host.SqlAsync($"""
                select exists (
                    select from catalog.listing_change_end where change_id = '{change}' and outcome = '{how}')
                """).GetAwaiter().GetResult() is true;
        }
    }

    [Fact]
    public async Task Of_two_who_propose_on_one_version_at_once_one_is_told_of_the_other()
    {
        var listed = await Listed.OpenAsync(host);
        var version = (await listed.ReadAsync()).GetProperty("version").GetInt32();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(one => listed.PutAsync(
            Hose with { Title = $"{(char)('q' + one)}{(char)('z' - one)}x kwv" }, version)));
        var won = Assert.Single(answers, answer => answer.Status == 200).Body.GetProperty("waiting");
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(
            ("listing_changed", won.GetProperty("id").GetGuid()),
            (answer.Code, answer.Body.GetProperty("now").GetProperty("waiting").GetProperty("id").GetGuid())));
        Assert.Equal("waiting title", await listed.HistoryAsync());
    }

    [Fact]
    public async Task New_words_and_ways_out_wait_and_what_was_approved_is_not_noticed_again()
    {
        var listed = await Listed.OpenAsync(host);
        var (_, id) = await listed.ProposeAsync(new()
        {
            Description = "Turned by hand. No counterfeit! Write to ana@example.com.", Stock = null,
        });
        Assert.Equal("contact words", string.Join(' ', (await listed.ReadAsync()).GetProperty("waiting")
            .GetProperty("risks").EnumerateArray().Select(risk => risk.Text("rule")).Order()));
        Assert.Equal("forbidden", await host.SqlAsync($"select reason from trust.case_file where id = '{id}'"));
        Assert.Equal(200, (await DecideAsync(await host.ModeratorAsync(), id, "approve")).Status);
        await host.SettleAsync();
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from trust.case_file where kind = 'product' and thing = '{listed.Product}'"));
        Assert.Equal("2 2", await host.SqlAsync($"""
            select c.flags || ' ' || (select count(*) from trust.flag where case_id = c.id)
            from trust.case_file c where c.id = '{id}'
            """));
        // What stands there already is no news.
        var put = await listed.PutAsync(new()
        {
            Description = "Turned by Ana's hand. No counterfeit! Write to ana@example.com.", Stock = null,
        });
        Assert.Equal("Null", $"{put.Body.GetProperty("waiting").ValueKind}");
    }

    [Fact]
    public async Task Pictures_that_wait_are_kept_until_it_is_decided()
    {
        var owner = await host.PersonAsync();
        var old = await owner.SendAsync(Media.Tests.Samples.Png(300, 200, 1));
        var listed = await Listed.OpenAsync(host, [old]);
        var next = await listed.Owner.SendAsync(Media.Tests.Samples.Png(300, 200, 2));
        var unknown = await listed.PutAsync(new() { Pictures = [next.Replace("/media/", "/media/0")], Stock = null });
        Assert.Equal("picture_unknown", unknown.Code);
        var (change, id) = await listed.ProposeAsync(new() { Pictures = [next], Stock = null });
        Assert.Equal("1 1", await UsesAsync(change));
        Assert.Equal(old, (await listed.ReadAsync()).GetProperty("pictures")[0].Text("url"));
        await DecideAsync(await host.ModeratorAsync(), id, "approve");
        Assert.Equal("0 1", await UsesAsync(change));
        Assert.Equal(next, (await listed.ReadAsync()).GetProperty("pictures")[0].Text("url"));

        async Task<string> UsesAsync(Guid change) => (string)(await host.SqlAsync($"""
            select (select count(*) from media.use where owner_id = '{change}') || ' ' ||
                (select count(*) from media.use where owner_id = '{listed.Product}')
            """))!;
    }
}
