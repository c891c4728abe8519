using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A campaign with what it brought so far.</summary>
public static class GetCampaign
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/campaigns/{campaign:guid}", Handle)
        .WithName(nameof(GetCampaign))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.CampaignNotFound);

    public sealed record Answer(CampaignFile Campaign, CampaignResults Results);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid campaign, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await CampaignBook.FindAsync(session, campaign) is { } found
            ? TypedResults.Ok(new Answer(found, await ReadAsync(session, database.Region, found)))
            : Refusals.CampaignNotFound.AsProblem();
    }

    internal static async Task<CampaignResults> ReadAsync(Session session, string region, CampaignFile campaign)
    {
        var (id, currency) = (campaign.Id, campaign.Terms.Currency);
        var clicks = (await session.ListAsync<(short Arm, int Many)>(ClicksSql, new { region, id }))
            .ToDictionary(one => (int)one.Arm, one => one.Many);
        var bought = (await session.ListAsync<Bought>(BoughtSql, new { region, id }))
            .ToLookup(one => (int)one.Arm);
        Lift.Group GroupOf(CampaignArm arm)
        {
            var own = bought[arm.Arm].SingleOrDefault(one => one.Currency == currency);
            return new(arm.Drawn, own?.Sum ?? 0, own?.Squares ?? 0);
        }

        var groups = campaign.Arms.ToDictionary(arm => arm.Arm, GroupOf);
        ArmResults ResultsOf(CampaignArm arm)
        {
            var own = bought[arm.Arm].SingleOrDefault(one => one.Currency == currency);
            return new(
                arm.Arm, arm.Drawn, arm.Sent, clicks.GetValueOrDefault(arm.Arm), own?.Buyers ?? 0, own?.Orders ?? 0,
                new((long)(own?.Sum ?? 0), currency),
                [.. bought[arm.Arm].Where(one => one.Currency != currency)
                    .OrderBy(one => one.Currency, StringComparer.Ordinal)
                    .Select(one => new Money((long)one.Sum, one.Currency))],
                own?.ClickedOrders ?? 0, new(own?.ClickedMinor ?? 0, currency), arm.Cost,
                arm.Arm == 0 ? null : Lift.Of(groups[arm.Arm], groups[0], currency));
        }

        var told = campaign.Arms.Where(arm => arm.Arm > 0).Select(arm => groups[arm.Arm])
            .Aggregate(new Lift.Group(0, 0, 0), (one, other) => one + other);
        return new(
            [.. campaign.Arms.Select(ResultsOf)], Lift.Of(told, groups[0], currency),
            [.. (await session.ListAsync<Day>(DaysSql, new { region, id, currency })).Select(one => new CampaignDay(
                DateOnly.FromDateTime(one.Date), one.Clicks, one.Orders, new(one.RevenueMinor, currency)))]);
    }

    sealed record Bought(
        short Arm, string Currency, int Buyers, int Orders, decimal Sum, decimal Squares, int ClickedOrders,
        long ClickedMinor);

    sealed record Day(DateTime Date, int Clicks, int Orders, long RevenueMinor);

    const string ClicksSql = """
        -- marketing.get-campaign.clicks
        select arm, count(*)::int as many
        from marketing.recipient
        where region = @region and campaign_id = @id and clicked_at is not null
        group by arm
        """;

    // What each spent first: its squares tell how much people differ.
    const string BoughtSql = """
        -- marketing.get-campaign.bought
        with of_each as (
            select c.arm, c.currency, c.account_id, c.round, count(*) as orders, sum(c.revenue_minor) as spent,
                count(*) filter (where r.clicked_at <= c.at and r.clicked_at > c.at - interval '7 days') as clicked,
                coalesce(sum(c.revenue_minor)
                    filter (where r.clicked_at <= c.at and r.clicked_at > c.at - interval '7 days'), 0) as clicked_minor
            from marketing.credit c
            join marketing.recipient r on r.region = c.region and r.campaign_id = c.campaign_id
                and r.account_id = c.account_id and r.round = c.round
            where c.region = @region and c.campaign_id = @id and c.undone_at is null
            group by c.arm, c.currency, c.account_id, c.round)
        select arm, currency, count(*)::int as buyers, sum(orders)::int as orders, sum(spent) as sum,
            sum(spent * spent) as squares, sum(clicked)::int as clicked_orders,
            sum(clicked_minor)::bigint as clicked_minor
        from of_each
        group by arm, currency
        """;

    const string DaysSql = """
        -- marketing.get-campaign.days
        select date, sum(clicks)::int as clicks, sum(orders)::int as orders, sum(revenue)::bigint as revenue_minor
        from (
            select date_trunc('day', clicked_at, 'UTC') as date, count(*) as clicks, 0 as orders, 0 as revenue
            from marketing.recipient
            where region = @region and campaign_id = @id and clicked_at is not null
            group by 1
            union all
            select date_trunc('day', at, 'UTC'), 0, count(*), sum(revenue_minor)
            from marketing.credit
            where region = @region and campaign_id = @id and arm > 0 and undone_at is null and currency = @currency
            group by 1) d
        group by date
        order by date desc
        limit 60
        """;
}
