using System.Net.Http.Headers;

namespace Feria.Reads.Tests;

/// <summary>
/// Everything people do, on a marketplace that has grown: no statement goes through a table that grows, be it by
/// reading it in its own order or by an index that leaves nearly all of it in. So with plans made for the values asked
/// for, with plans made for any, and where PostgreSQL never counted its tables.
/// </summary>
public sealed class PlanTests(Grown grown) : IClassFixture<Grown>
{
    /// <summary>What may read a whole table, by the statement's name, and why.</summary>
    static readonly IReadOnlyDictionary<string, string> Whole = new Dictionary<string, string>
    {
        ["catalog.product-book.count"] = "How much is for sale is counted, for a copy a minute.",
        ["catalog.product-book.parts"] = "The site's map is cut anew, for a copy of ten seconds.",
        ["catalog.product-book.slugs"] = "A file of the site's map lists up to 10,000 products.",
        ["search.index-feed.news"] = "A process that starts reads the index whole, page by page.",
        ["search.index-feed.learned"] = "With it, its dictionary.",
        ["search.memory-check.kept"] = "An operator has the index of a process held against the one in the database.",
        ["kernel.reaction-desk.list"] = "Positions are as many as the code has reactions, a shard each.",
        ["kernel.reactions.behind"] = "The same.",
        ["kernel.job-desk.count"] = "Up to 20,000 jobs of a state are counted.",
        ["kernel.reaction-desk.count-parked"] = "Up to 1,000 parked events are counted, however many there are.",
    };

    /// <summary>What does so only until PostgreSQL has counted the tables: within a minute of their filling.</summary>
    static readonly IReadOnlySet<string> WholeUntilCounted = new HashSet<string>
    {
        "catalog.ranked-offers.offers", "kernel.job-desk.waiting", "marketing.promotion-book.take",
    };

    /// <summary>Some of what must have been done, or nothing was seen of it.</summary>
    static readonly HashSet<string> Done =
    [
        "catalog.get-product.find", "search.finder.cards", "inventory.shelf.lock", "payments.payment-log.say",
        "payments.refund-desk.ask", "payments.list-payments.list", "payments.list-payments.of-status",
        "community.list-reviews.of-rating", "kernel.job-desk.running", "kernel.reaction-desk.parked",
        "kernel.jobs.take", "notifications.get-mailbox.list", "accounts.list-sessions.list",
        "recommendations.refresh-trending.add", "orders.list-store-orders.newest", "orders.list-store-orders.oldest",
        "orders.parcels.lines", "orders.store-orders.deeds", "orders.list-store-returns.newest",
        "orders.list-store-returns.oldest", "orders.list-escalated-returns.list", "orders.return-units.of",
        "orders.returns.refunds",
    ];

    [Theory]
    [InlineData(Grown.Custom, true)]
    [InlineData(Grown.Generic, true)]
    [InlineData(Grown.Generic, false)]
    public async Task Nothing_goes_through_a_table_that_grows(string plans, bool isCounted)
    {
        await grown.CountAsync(isCounted);
        var from = await grown.WatchAsync(plans);
        for (var round = 0; round < 2; round++)
        {
            await LookAroundAsync();
            await TurnPagesAsync();
            await BuyAsync();
        }

        await grown.CarryTrendingOnAsync();
        await grown.SettleAsync();
        var scans = await PlanLog.ReadAsync(grown.Log, from);
        var statements = scans.Select(scan => scan.Statement).ToHashSet();
        Assert.Equal([], Done.Except(statements));
        Assert.Contains(statements, name => name.StartsWith("SELECT 1 FROM ONLY", StringComparison.Ordinal));
        var faults = scans.Where(IsFault)
            .Where(scan => isCounted || !WholeUntilCounted.Contains(scan.Statement))
            .Select(scan => scan.ToString()).Distinct().Order(StringComparer.Ordinal);
        Assert.True(!faults.Any(), string.Join('\n', faults.Prepend("")));
    }

    bool IsFault(PlanLog.Scan scan)
    {
        if (!grown.Large.TryGetValue(scan.Table, out var rows)) return false;
        if (Whole.ContainsKey(scan.Statement)) return false;
        return scan.Kind == "Seq Scan"
            || (scan.IsByRegionAlone && scan.Filter is not null)
            || scan.Read > rows / 2;
    }

    // Every route that is read, as somebody who may read it.
    async Task LookAroundAsync()
    {
        foreach (var (route, rule) in Routes.Of(grown))
            foreach (var token in new[]
            {
                rule.Who == Audience.Anyone ? null : grown.AdministratorToken,
                rule.Who is Audience.Permission or Audience.Staff ? grown.AdministratorToken : grown.BuyerToken,
            }.Distinct())
            {
                using var message = new HttpRequestMessage(HttpMethod.Get, await Routes.AddressAsync(grown, route));
                if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await grown.Http.SendAsync(message);
                Assert.True(
                    (int)answer.StatusCode is < 500 and not 403, $"{(int)answer.StatusCode} for {route}");
            }
    }

    async Task TurnPagesAsync()
    {
        foreach (var page in await Routes.LastPagesAsync(grown))
            await grown.AskAsync(HttpMethod.Get, page,
                page.Contains("/admin/", StringComparison.Ordinal) ? grown.AdministratorToken : grown.BuyerToken, null);
    }

    // Cart, both ways to pay, a cancelled order, an account with an address.
    async Task BuyAsync()
    {
        var buyer = await grown.RegisterAsync($"{Guid.NewGuid():N}@example.com");
        await grown.AskAsync(HttpMethod.Post, "/api/v1/me/addresses", buyer, Grown.Place);
        var offers = (Guid[])(await grown.SqlAsync("""
            select array_agg(offer_id)
            from (select offer_id from inventory.stock where on_hand - reserved > 10 order by offer_id limit 3) s
            """))!;
        foreach (var payment in new object[]
        {
            new { method = "cash_on_delivery" }, new { method = "card", token = "tok_approve" },
        })
        {
            foreach (var offer in offers)
                await grown.AskAsync(HttpMethod.Put, $"/api/v1/cart/items/{offer}", buyer, new { quantity = 1 });
            await grown.AskAsync(HttpMethod.Delete, $"/api/v1/cart/items/{offers[0]}", buyer, null);
            var bought = await grown.AskAsync(
                HttpMethod.Post, "/api/v1/checkouts", buyer, new { address = Grown.Place, payment });
            await grown.SettleAsync();
            var order = bought.GetProperty("orders")[0].GetProperty("id").GetString();
            await grown.AskAsync(HttpMethod.Get, $"/api/v1/orders/{order}", buyer, null);
            await grown.AskAsync(HttpMethod.Get, $"/orders/{order}", buyer, null);
            await grown.AskAsync(HttpMethod.Post, $"/api/v1/orders/{order}/cancel", buyer, new { });
            await grown.SettleAsync();
        }
    }
}
