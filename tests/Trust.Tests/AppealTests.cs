using Feria.Community.Tests;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>Who a decision is about appeals once, and somebody else decides.</summary>
public sealed class AppealTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task An_appeal_is_decided_by_another_and_overturned_all_is_as_before()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review, id) = await shop.ReportedReviewAsync();
        var (first, second) = (await host.ModeratorAsync(), await host.ModeratorAsync());
        await first.DecideAsync(id, "strike");
        var decision = await host.DecisionAsync(id);
        Assert.Equal("decision_not_found", (await (await host.PersonAsync()).AppealAsync(decision)).Code);
        Assert.Equal(204, (await author.AppealAsync(decision)).Status);
        Assert.Equal("appealed_already", (await author.AppealAsync(decision)).Code);

        var appeal = await host.AppealCaseAsync(decision);
        Assert.Equal("decision_is_yours", (await first.DecideAppealAsync(appeal, "uphold")).Code);
        Assert.Equal("case_is_appeal", (await second.DecideAsync(appeal, "dismiss")).Code);
        Assert.Equal("case_is_yours", (await AsModeratorAsync(author)).Code);
        var shown = (await second.GetAsync($"/admin/cases/{appeal}")).Body;
        Assert.Equal(("It is true.", "strike", 1), (
            shown.GetProperty("appeal").GetProperty("words").GetString(),
            shown.GetProperty("against").GetProperty("outcome").GetString(),
            shown.GetProperty("reports").GetArrayLength()));
        Assert.Equal(200, (await second.DecideAppealAsync(appeal, "overturn")).Status);

        Assert.Contains($"{review}", (await shop.ReviewsAsync()).Ids);
        Assert.Equal(0, (await author.GetAsync("/me/decisions")).Body.GetProperty("points").GetInt32());
        var mine = (await author.GetAsync("/me/decisions")).Body.GetProperty("items")[0];
        Assert.Equal(("overturn", "We looked again.", false), (
            mine.GetProperty("appealOutcome").GetString(), mine.GetProperty("appealJustification").GetString(),
            mine.GetProperty("mayAppeal").GetBoolean()));
        Assert.Single(await host.LettersAsync(author.Email),
            one => one.GetProperty("template").GetString() == "decision-overturn");

        Task<Said> AsModeratorAsync(Person person) => Task.Run(async () =>
        {
            await host.SqlAsync($"""
                insert into accounts.account_role (region, account_id, role)
                values ('main', '{person.Id}', 'moderator')
                """);
            host.ForgetCopies();
            return await person.DecideAppealAsync(appeal, "overturn");
        });
    }

    [Fact]
    public async Task An_appeal_that_is_upheld_changes_nothing_and_one_that_comes_late_is_none()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review, id) = await shop.ReportedReviewAsync();
        var (late, _, lateId) = await shop.ReportedReviewAsync();
        var (first, second) = (await host.ModeratorAsync(), await host.ModeratorAsync());
        await first.DecideAsync(id, "remove");
        await first.DecideAsync(lateId, "warn");
        var decision = await host.DecisionAsync(id);
        await author.AppealAsync(decision);
        Assert.Equal(200, (await second.DecideAppealAsync(await host.AppealCaseAsync(decision), "uphold")).Status);
        Assert.DoesNotContain($"{review}", (await shop.ReviewsAsync()).Ids);
        Assert.Equal("appealed_already", (await author.AppealAsync(decision)).Code);

        await host.SqlAsync($"update trust.decision set appeal_until = now() where case_id = '{lateId}'");
        Assert.Equal("appeal_too_late", (await late.AppealAsync(await host.DecisionAsync(lateId))).Code);
        // Nothing was taken away by a warning: there is nothing to put back.
        Assert.Equal("decision_not_undoable", (await second.RestoreAsync(lateId)).Code);
    }

    [Fact]
    public async Task Appeal_restore_and_its_decision_at_once_end_in_one_way_only()
    {
        for (var round = 0; round < 4; round++)
        {
            var shop = await Shop.OpenAsync(host);
            var (author, review, id) = await shop.ReportedReviewAsync();
            var moderators = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.ModeratorAsync()));
            await moderators[0].DecideAsync(id, "strike");
            var decision = await host.DecisionAsync(id);
            if (round % 2 == 0) Assert.Equal(204, (await author.AppealAsync(decision)).Status);
            var appeal = round % 2 == 0 ? await host.AppealCaseAsync(decision) : Guid.NewGuid();

            var answers = await Task.WhenAll(
                author.AppealAsync(decision), moderators[0].RestoreAsync(id), moderators[1].RestoreAsync(id),
                moderators[1].DecideAppealAsync(appeal, "uphold"), moderators[2].DecideAppealAsync(appeal, "overturn"));

            Assert.DoesNotContain(answers, answer => answer.Status >= 500);
            // Undone once, by whoever came first; then everything is as before.
            Assert.Equal("1 1", await host.SqlAsync($"""
                select count(*) filter (where undone_at is not null) || ' ' ||
                    (select count(*) from trust.case_history where case_id = '{id}' and what = 'restored')
                from trust.decision where id = '{decision}'
                """));
            Assert.Equal((1, $"{review}"), await shop.ReviewsAsync());
            Assert.Equal(0, (await author.GetAsync("/me/decisions")).Body.GetProperty("points").GetInt32());
            Assert.Equal(0L, await host.SqlAsync($"""
                select count(*) from trust.case_file c
                where (c.id = '{id}' or c.appeal_of = '{decision}') and c.is_open
                    and exists (select from trust.decision d where d.case_id = c.id)
                """));
        }
    }

    [Fact]
    public async Task A_store_appeals_by_its_owners_and_managers()
    {
        var shop = await Shop.OpenAsync(host);
        var clerk = await shop.ClerkAsync();
        await (await host.PersonAsync()).ReportAsync("product", $"{shop.Product}", "counterfeit");
        var id = await host.CaseAsync("product", $"{shop.Product}");
        await (await host.ModeratorAsync()).DecideAsync(id, "remove", reason: "counterfeit");
        var decision = await host.DecisionAsync(id);
        Assert.Equal("decision_not_found", (await clerk.AppealAsync(decision)).Code);
        Assert.Equal(403, (await clerk.GetAsync($"/store/{shop.Store}/decisions")).Status);
        Assert.Equal(404, (await (await host.PersonAsync()).GetAsync($"/store/{shop.Store}/decisions")).Status);
        Assert.Equal(204, (await shop.Owner.AppealAsync(decision)).Status);
        var listed = (await shop.Owner.GetAsync($"/store/{shop.Store}/decisions")).Body.GetProperty("items")[0];
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, listed.GetProperty("appealedAt").ValueKind);
        Assert.Contains(await host.LettersAsync(shop.Owner.Email), one =>
            one.GetProperty("template").GetString() == "decision-remove"
            && one.GetProperty("text").GetString()!.Contains($"/sell/{shop.Store}/decisions"));
    }
}
