using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>What moderators and people do, in the words a test needs.</summary>
static class Bench
{
    public static Task<Person> ModeratorAsync(this DemoHost host) => host.PersonAsync(role: "moderator");

    public static Task<Said> ReportAsync(
        this Person person, string kind, string thing, string reason = "offensive", string? words = null) =>
        person.DoAsync(HttpMethod.Post, "/reports", new { kind, thing, reason, words });

    public static async Task<Guid> CaseAsync(this DemoHost host, string kind, string thing) =>
        (Guid)(await host.SqlAsync($"""
            select id from trust.case_file where kind = '{kind}' and thing = '{thing}' order by id desc limit 1
            """))!;

    public static Task<Said> DecideAsync(
        this Person moderator, Guid caseId, string outcome, int version = 1, string reason = "offensive",
        string justification = "It insults others.") =>
        moderator.DoAsync(HttpMethod.Post, $"/admin/cases/{caseId}/decision", new
        {
            version, outcome, reason, justification,
        });

    public static Task<Said> DecideAppealAsync(
        this Person moderator, Guid caseId, string outcome, int version = 1) =>
        moderator.DoAsync(HttpMethod.Post, $"/admin/cases/{caseId}/appeal-decision", new
        {
            version, outcome, justification = "We looked again.",
        });

    public static Task<Said> RestoreAsync(this Person moderator, Guid caseId, int version = 2) =>
        moderator.DoAsync(HttpMethod.Post, $"/admin/cases/{caseId}/restore", new { version, why = "It is fine." });

    public static Task<Said> AppealAsync(this Person person, Guid decision) =>
        person.DoAsync(HttpMethod.Post, $"/decisions/{decision}/appeal", new { words = "It is true." });

    public static async Task<Guid> DecisionAsync(this DemoHost host, Guid caseId) =>
        (Guid)(await host.SqlAsync($"select id from trust.decision where case_id = '{caseId}'"))!;

    public static async Task<Guid> AppealCaseAsync(this DemoHost host, Guid decision) =>
        (Guid)(await host.SqlAsync($"select id from trust.case_file where appeal_of = '{decision}'"))!;

    /// <summary>Somebody's review of what a shop sold; both.</summary>
    public static async Task<(Person Author, Guid Review)> ReviewAsync(
        this Shop shop, int rating = 1, string body = "Awful people.")
    {
        var author = await shop.BuyerAsync();
        var posted = await author.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", new
        {
            rating, title = "Never again", body, language = "en",
        });
        Assert.True(posted.Status == 201, $"{posted}");
        return (author, posted.Body.GetProperty("id").GetGuid());
    }

    /// <summary>A store whose people would never have looked, and a review somebody reported: its case.</summary>
    public static async Task<(Person Author, Guid Review, Guid Case)> ReportedReviewAsync(this Shop shop)
    {
        var (author, review) = await shop.ReviewAsync();
        Assert.Equal(204, (await (await shop.Host.PersonAsync()).ReportAsync("review", $"{review}")).Status);
        return (author, review, await shop.Host.CaseAsync("review", $"{review}"));
    }

    /// <summary>What everybody sees of a product's reviews: how many, and their ids.</summary>
    public static async Task<(int Count, string Ids)> ReviewsAsync(this Shop shop)
    {
        shop.Host.ForgetCopies();
        var page = await (await shop.Host.Http.GetAsync($"/api/v1/products/{shop.Product}/reviews")).JsonAsync();
        return (page.GetProperty("count").GetInt32(), string.Join(
            ' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())));
    }

    /// <summary>Everything Trust keeps, and what it takes out of sight, as one text.</summary>
    public static async Task<string> AllOfTrustAsync(this DemoHost host) => (string)(await host.SqlAsync("""
        select concat_ws('|',
            (select string_agg(c::text, ' ' order by id) from trust.case_file c),
            (select string_agg(r::text, ' ' order by id) from trust.report r),
            (select string_agg(f::text, ' ' order by id) from trust.flag f),
            (select string_agg(d::text, ' ' order by id) from trust.decision d),
            (select string_agg(s::text, ' ' order by decision_id) from trust.strike s),
            (select string_agg(s::text, ' ' order by party_id) from trust.standing s),
            (select string_agg(a::text, ' ' order by decision_id) from trust.appeal a),
            (select string_agg(h::text, ' ' order by id) from trust.case_history h),
            (select string_agg(r::text, ' ' order by id) from community.review r),
            (select string_agg(s::text, ' ' order by id) from stores.store s))
        """))!;
}
