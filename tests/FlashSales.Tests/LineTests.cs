using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Feria.Contracts;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>The way of a buyer through the line, and what checkout lets through.</summary>
public sealed class LineTests(Bazaar bazaar) : IClassFixture<Bazaar>
{
    [Fact]
    public async Task A_spot_is_got_once_and_kept_over_everything()
    {
        var (sale, _) = await bazaar.GatherAsync(3);
        var token = Token.New();
        using var buyer = bazaar.AsGuest(token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Bazaar.JoinAsync(buyer, sale)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1L, await bazaar.SqlAsync($"select count(*) from flashsales.spot where sale_id = '{sale}'"));

        await bazaar.StartAsync(sale);
        var number = (await Bazaar.UntilAsync(buyer, sale, "admitted")).GetProperty("number").GetInt32();
        using var again = bazaar.AsGuest(token);
        var found = await (await Bazaar.JoinAsync(again, sale)).JsonAsync();
        Assert.Equal(number, found.GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Somebody_unknown_is_told_the_token_that_keeps_the_spot()
    {
        var (sale, _) = await bazaar.GatherAsync(3);
        using var stranger = bazaar.NewClient();
        var joined = await Bazaar.JoinAsync(stranger, sale);
        var token = joined.Headers.GetValues("Feria-Cart").Single();
        using var known = bazaar.AsGuest(token);
        Assert.Equal("gathering", (await Bazaar.SpotAsync(known, sale)).GetProperty("state").GetString());
        using var other = bazaar.AsGuest();
        Assert.Equal("flash_spot_not_found", (await Bazaar.SpotAsync(other, sale)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_guest_who_signs_in_keeps_the_spot()
    {
        var (sale, _) = await bazaar.GatherAsync(3);
        var (token, account) = (Token.New(), Id.New());
        using var guest = bazaar.AsGuest(token);
        await Bazaar.JoinAsync(guest, sale);
        await using (var tx = await bazaar.Database.WriteAsync())
        {
            tx.Append(new SignedIn(account, Convert.ToHexStringLower(Token.Hash(token))));
            await tx.CommitAsync();
        }

        await bazaar.SettleAsync();
        using var buyer = bazaar.As(account);
        Assert.Equal("gathering", (await Bazaar.SpotAsync(buyer, sale)).GetProperty("state").GetString());
        await Bazaar.JoinAsync(buyer, sale);
        Assert.Equal(1L, await bazaar.SqlAsync($"select count(*) from flashsales.spot where sale_id = '{sale}'"));
        await bazaar.StartAsync(sale);
        Assert.Equal(1, (await Bazaar.UntilAsync(buyer, sale, "admitted")).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Only_the_audience_may_come_and_only_while_the_line_is_open()
    {
        var (sale, _) = await bazaar.GatherAsync(3, audience: "verified");
        using var guest = bazaar.AsGuest();
        Assert.Equal("sign_in_needed", await (await Bazaar.JoinAsync(guest, sale)).CodeAsync());
        var (plain, verified) = (Id.New(), Id.New());
        bazaar.Accounts.Contacts[plain] = new Contact("Ana", "ana@example.com", "en", Verified: false);
        bazaar.Accounts.Contacts[verified] = new Contact("Bea", "bea@example.com", "en", Verified: true);
        using var first = bazaar.As(plain);
        Assert.Equal("flash_verified_needed", await (await Bazaar.JoinAsync(first, sale)).CodeAsync());
        using var second = bazaar.As(verified);
        Assert.Equal(HttpStatusCode.OK, (await Bazaar.JoinAsync(second, sale)).StatusCode);

        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        var early = Id.New();
        await bazaar.PutAsync(early, Bazaar.Terms(offer, 3));
        Assert.Equal("flash_sale_not_open", await (await Bazaar.JoinAsync(guest, early)).CodeAsync());
        Assert.Equal("flash_sale_not_found", await (await Bazaar.JoinAsync(guest, Id.New())).CodeAsync());
    }

    [Fact]
    public async Task The_line_is_drawn_by_the_seed_whose_digest_was_shown_and_who_comes_later_queues_behind()
    {
        var (sale, _) = await bazaar.GatherAsync(1);
        var buyers = Enumerable.Range(0, 30).Select(_ => bazaar.AsGuest()).ToList();
        foreach (var buyer in buyers) await Bazaar.JoinAsync(buyer, sale);
        var digest = (await bazaar.WatchAsync(sale)).GetProperty("seedDigest").GetString();
        await bazaar.StartAsync(sale);
        foreach (var buyer in buyers) await Bazaar.UntilAsync(buyer, sale, "waiting", "admitted");
        using var late = bazaar.AsGuest();
        await Bazaar.JoinAsync(late, sale);

        var spot = await Bazaar.UntilAsync(late, sale, "waiting");
        Assert.Equal((31, 30), (spot.GetProperty("number").GetInt32(), spot.GetProperty("position").GetInt32()));
        // One unit, and somebody has the turn to it: when another's turn comes cannot be said.
        Assert.Equal(JsonValueKind.Null, spot.GetProperty("estimateSeconds").ValueKind);

        var seed = (byte[])(await bazaar.SqlAsync($"select seed from flashsales.sale where id = '{sale}'"))!;
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(seed)));
        await using var session = await bazaar.Database.ReadAsync();
        var drawn = await session.ListAsync<(Guid Id, int Number)>(
            "select id, number from flashsales.spot where sale_id = @sale and round = 1 order by number", new { sale });
        Assert.Equal(Enumerable.Range(1, 30), drawn.Select(one => one.Number));
        var expected = drawn.OrderBy(one => Convert.ToHexStringLower(
            SHA256.HashData([.. seed, .. one.Id.ToByteArray(bigEndian: true)])), StringComparer.Ordinal);
        Assert.Equal(expected.Select(one => one.Id), drawn.Select(one => one.Id));
    }

    [Fact]
    public async Task Checkout_sells_at_the_sale_s_price_to_whose_turn_it_is_and_to_nobody_else()
    {
        var (sale, offer) = await bazaar.GatherAsync(2, perBuyer: 2);
        using var first = bazaar.AsGuest();
        using var nobody = bazaar.AsGuest();
        await Bazaar.JoinAsync(first, sale);
        Assert.Equal("flash_sale_not_open", await (await Bazaar.BuyAsync(first, sale, offer)).CodeAsync());
        await bazaar.StartAsync(sale);
        Assert.Equal(2, (await Bazaar.UntilAsync(first, sale, "admitted")).GetProperty("allowed").GetInt32());

        Assert.Equal("flash_turn_needed", await (await Bazaar.BuyAsync(nobody, sale, offer)).CodeAsync());
        Assert.Equal("flash_limit", await (await Bazaar.BuyAsync(first, sale, offer, 3)).CodeAsync());
        var other = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        Assert.Equal("flash_items_wrong", await (await Bazaar.BuyAsync(first, sale, other)).CodeAsync());
        Assert.Equal(
            "method_unavailable", await (await Bazaar.BuyAsync(first, sale, offer, 1, "transfer")).CodeAsync());
        Assert.Equal("flash_sale_not_found", await (await Bazaar.BuyAsync(first, Id.New(), offer)).CodeAsync());

        var bought = await Bazaar.BuyAsync(first, sale, offer);
        Bazaar.Accepted(bought);
        Assert.Equal(600, (await bought.JsonAsync()).GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal("flash_turn_over", await (await Bazaar.BuyAsync(first, sale, offer)).CodeAsync());
        Assert.Equal("bought", (await Bazaar.UntilAsync(first, sale, "bought")).GetProperty("state").GetString());
        Assert.Equal(new Units(1, 1, 1), await bazaar.UnitsAsync(offer));

        // The unit the turn did not use is the next one's.
        await Bazaar.JoinAsync(nobody, sale);
        Assert.Equal(1, (await Bazaar.UntilAsync(nobody, sale, "admitted")).GetProperty("allowed").GetInt32());
        Bazaar.Accepted(await Bazaar.BuyAsync(nobody, sale, offer));
        Assert.Equal("sold_out", (await bazaar.UntilClosedAsync(sale)).GetProperty("closedWhy").GetString());
        Assert.Equal(new Units(0, 0, 2), await bazaar.UnitsAsync(offer));
        Assert.True(await bazaar.StockAddsUpAsync());
    }

    [Fact]
    public async Task What_is_let_go_of_is_offered_to_the_next_in_line()
    {
        var (sale, offer) = await bazaar.GatherAsync(1, turnSeconds: 3600);
        var line = Enumerable.Range(0, 4).Select(_ => bazaar.AsGuest()).ToList();
        foreach (var buyer in line) await Bazaar.JoinAsync(buyer, sale);
        await bazaar.StartAsync(sale);
        async Task<HttpClient> TurnOfAsync(int number)
        {
            foreach (var buyer in line)
                if ((await Bazaar.UntilAsync(buyer, sale, "waiting", "admitted", "bought", "missed"))
                    .GetProperty("number").GetInt32() == number)
                    return buyer;
            throw new InvalidOperationException("Nobody has that number.");
        }

        // The first does not come.
        var first = await TurnOfAsync(1);
        await Bazaar.UntilAsync(first, sale, "admitted");
        await bazaar.EndTurnAsync(sale, 1);
        await Bazaar.UntilAsync(first, sale, "missed");
        Assert.Equal("flash_turn_over", await (await Bazaar.BuyAsync(first, sale, offer)).CodeAsync());

        // The second buys by card and does not pay.
        var second = await TurnOfAsync(2);
        await Bazaar.UntilAsync(second, sale, "admitted");
        var unpaid = await Bazaar.BuyAsync(second, sale, offer, 1, "card");
        Bazaar.Accepted(unpaid);
        var checkout = (await unpaid.JsonAsync()).GetProperty("id").GetGuid();
        var spot = await Bazaar.UntilAsync(second, sale, "bought");
        Assert.Equal(checkout, spot.GetProperty("checkout").GetGuid());
        Assert.InRange(spot.GetProperty("payBy").GetDateTime() - spot.GetProperty("now").GetDateTime(),
            TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await bazaar.EndTurnAsync(sale, 2);
        await bazaar.ExpireAsync(checkout);
        Assert.Equal(Finalised.Lost, await bazaar.ConfirmAsync(checkout));

        // The third buys and cancels the order.
        var third = await TurnOfAsync(3);
        await Bazaar.UntilAsync(third, sale, "admitted");
        var unwanted = await Bazaar.BuyAsync(third, sale, offer, 1, "card");
        var kept = (await unwanted.JsonAsync()).GetProperty("orders")[0].GetProperty("id").GetGuid();
        await third.PostAsync($"/api/v1/orders/{kept}/cancel", null);
        Assert.True(await bazaar.StockAddsUpAsync());

        var fourth = await TurnOfAsync(4);
        await Bazaar.UntilAsync(fourth, sale, "admitted");
        Bazaar.Accepted(await Bazaar.BuyAsync(fourth, sale, offer));
        Assert.Equal("sold_out", (await bazaar.UntilClosedAsync(sale)).GetProperty("closedWhy").GetString());
        Assert.Equal(new Units(0, 0, 1), await bazaar.UnitsAsync(offer));
    }

    [Fact]
    public async Task Who_could_not_pay_may_try_again_while_the_turn_lasts()
    {
        var (sale, offer) = await bazaar.GatherAsync(1);
        using var buyer = bazaar.AsGuest();
        await Bazaar.JoinAsync(buyer, sale);
        await bazaar.StartAsync(sale);
        await Bazaar.UntilAsync(buyer, sale, "admitted");
        var failed = await (await Bazaar.BuyAsync(buyer, sale, offer, 1, "card")).JsonAsync();
        await bazaar.FailAsync(failed.GetProperty("id").GetGuid());

        Assert.Equal(1, (await Bazaar.UntilAsync(buyer, sale, "admitted")).GetProperty("allowed").GetInt32());
        Assert.Equal(0, (await (await buyer.GetAsync("/api/v1/cart")).JsonAsync()).GetProperty("count").GetInt32());
        Bazaar.Accepted(await Bazaar.BuyAsync(buyer, sale, offer));
    }

    [Fact]
    public async Task A_sold_order_that_is_cancelled_returns_to_the_sale_while_it_is_open()
    {
        var (sale, offer) = await bazaar.GatherAsync(2);
        using var first = bazaar.AsGuest();
        await Bazaar.JoinAsync(first, sale);
        await bazaar.StartAsync(sale);
        await Bazaar.UntilAsync(first, sale, "admitted");
        var bought = await Bazaar.BuyAsync(first, sale, offer);
        var order = (await bought.JsonAsync()).GetProperty("orders")[0].GetProperty("id").GetGuid();
        Assert.Equal(1L, await bazaar.LeftAsync(sale));

        Assert.Equal(HttpStatusCode.OK, (await first.PostAsync($"/api/v1/orders/{order}/cancel", null)).StatusCode);
        Assert.Equal(2L, await bazaar.LeftAsync(sale));
        Assert.Equal(new Units(2, 2, 0), await bazaar.UnitsAsync(offer));
        Assert.Equal("missed", (await Bazaar.SpotAsync(first, sale)).GetProperty("state").GetString());
        Assert.True(await bazaar.StockAddsUpAsync());

        await bazaar.EndAsync(sale);
        Assert.Equal(2, (await bazaar.UntilClosedAsync(sale)).GetProperty("unsold").GetInt32());
        Assert.Equal(new Units(2, 0, 0), await bazaar.UnitsAsync(offer));
    }

    [Fact]
    public async Task Without_a_line_the_quickest_are_first_and_the_limit_holds()
    {
        var (sale, offer) = await bazaar.GatherAsync(3, perBuyer: 2, hasLine: false);
        using var buyer = bazaar.AsGuest();
        await Bazaar.JoinAsync(buyer, sale);
        Assert.Equal("flash_sale_not_open", await (await Bazaar.BuyAsync(buyer, sale, offer)).CodeAsync());
        await bazaar.StartAsync(sale);
        await Bazaar.UntilAsync(buyer, sale, "admitted");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Bazaar.BuyAsync(buyer, sale, offer)));
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        foreach (var no in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("flash_turn_over", await no.CodeAsync());
        using var second = bazaar.AsGuest();
        await Bazaar.JoinAsync(second, sale);
        Assert.Equal("out_of_stock", await (await Bazaar.BuyAsync(second, sale, offer, 2)).CodeAsync());
        Bazaar.Accepted(await Bazaar.BuyAsync(second, sale, offer));
        Assert.Equal("sold_out", (await bazaar.UntilClosedAsync(sale)).GetProperty("closedWhy").GetString());
    }
}
