using System.Text.Json;
using Feria.Inventory;
using Feria.Orders;
using Feria.Pictures;

namespace Feria.Demo.Tests;

public sealed class FairTests
{
    static readonly DateTime Today = new(2026, 3, 2, 9, 30, 0, DateTimeKind.Utc);
    static readonly Fair Fair = Fair.Of(Fair.DefaultSeed, Today);

    [Fact]
    public void The_same_seed_and_day_make_the_same_fair() =>
        Assert.Equal(Print(Fair), Print(Fair.Of(Fair.DefaultSeed, Today)));

    [Fact]
    public void Another_seed_makes_another_fair() =>
        Assert.NotEqual(Print(Fair), Print(Fair.Of(Fair.DefaultSeed + 1, Today)));

    [Fact]
    public void It_is_large_enough_that_no_page_is_empty()
    {
        Assert.InRange(Fair.Categories.Count, 40, 200);
        Assert.InRange(Fair.Goods.Count, 2_000, 3_000);
        Assert.InRange(Fair.Stalls.Count, 30, 100);
        Assert.InRange(Fair.Visitors.Count, 400, 600);
        Assert.InRange(Fair.Reviews.Count, 5_000, 15_000);
        Assert.InRange(Fair.Trade.Purchases.Count, 2_000, 6_000);
    }

    [Fact]
    public void Every_leaf_of_the_tree_has_goods_and_every_category_a_name_a_language()
    {
        var leaves = Fair.Categories.Select(category => category.ExternalId)
            .Except(Fair.Categories.Select(category => category.Parent).OfType<string>());
        var used = Words.Departments.SelectMany(department => department.Wares).Select(ware => ware.Category);

        Assert.Equal([], leaves.Except(used));
        Assert.All(Fair.Categories, category => Assert.Equal(Locale.Spoken, category.Names.Keys.Order()));
    }

    [Fact]
    public void Every_picture_named_can_be_drawn()
    {
        foreach (var shown in Fair.Goods.SelectMany(good => good.Listing.Pictures))
            Assert.NotNull(Picture.Named(shown.Url["/pictures/".Length..^".svg".Length]));
        Assert.All(Words.Shelves, shelf => Assert.Contains(shelf.Kind, Picture.Kinds));
        Assert.All(Fair.Goods, good => Assert.InRange(good.Listing.Pictures.Count, 4, 8));
    }

    [Fact]
    public void Texts_are_whole()
    {
        Assert.All(Fair.Goods, good =>
        {
            Assert.Equal(4, good.Listing.Description.Split("\n\n").Length);
            Assert.DoesNotContain('{', good.Listing.Description);
            Assert.InRange(good.Listing.Title.Length, 8, 110);
        });
        Assert.All(Fair.Reviews, review => Assert.DoesNotContain('{', review.Title + review.Body));
        Assert.Equal(Fair.Goods.Count, Fair.Goods.Select(good => good.Listing.Title).Distinct().Count());
        Assert.InRange(Fair.Goods.Count(good => good.Listing.Language == "es"), 100, 500);
        Assert.InRange(Fair.Goods.Count(good => good.Listing.Language == "pt"), 100, 500);
        Assert.All(Fair.Goods.Where(good => good.Listing.Language == "pt"), good =>
            Assert.Equal("BR", good.Stall.Store.Country));
    }

    [Fact]
    public void A_store_uses_a_sku_once_and_a_list_price_is_never_below_the_price()
    {
        var offers = Fair.Goods
            .SelectMany(good => good.Listing.Variants)
            .SelectMany(variant => variant.Offers)
            .ToList();

        Assert.Equal(offers.Count, offers.Select(offer => (offer.Store, offer.Sku)).Distinct().Count());
        Assert.All(offers, offer => Assert.InRange(offer.PriceMinor, 100, 1_500_000));
        Assert.All(offers, offer => Assert.True((offer.ListPriceMinor ?? long.MaxValue) >= offer.PriceMinor));
        Assert.Contains(Fair.Goods, good => good.Listing.Variants[0].Offers.Count > 1);
    }

    [Fact]
    public void Movements_account_for_every_unit_and_there_was_never_less_than_nothing() => Assert.All(
        Fair.Trade.Stock, Accounted);

    static void Accounted(Stocked stock)
    {
        long Sum(params string[] kinds) =>
            stock.Movements.Where(moved => kinds.Contains(moved.Kind)).Sum(moved => moved.To - moved.From);

        Assert.Equal(Sum(MovementKind.Initial, MovementKind.Adjustment), stock.OnHand + stock.Sold);
        Assert.Equal(stock.Sold, -Sum(MovementKind.Sale, MovementKind.Restock));
        Assert.Equal(stock.OnHand, stock.Movements[^1].To);
        Assert.InRange(stock.Reserved, 0, stock.OnHand);
        Assert.All(stock.Movements, moved => Assert.True(moved.From >= 0 && moved.To >= 0));
        Assert.All(stock.Movements.Zip(stock.Movements.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void Orders_stand_everywhere_an_order_can_and_only_moved_as_orders_may()
    {
        var parts = Fair.Trade.Purchases.SelectMany(purchase => purchase.Parts).ToList();

        string[] wanted =
        [
            OrderStatus.Placed, OrderStatus.Paid, OrderStatus.Preparing, OrderStatus.Shipped, OrderStatus.Delivered,
            OrderStatus.Cancelled,
        ];
        Assert.Equal(wanted.Order(), parts.Select(part => part.History[^1].Status).Distinct().Order());
        Assert.All(parts, part =>
        {
            foreach (var (before, after) in part.History.Zip(part.History.Skip(1)))
                Assert.True(OrderStatus.MayMove(before.Status, after.Status) && before.At <= after.At);
            Assert.True(part.History[^1].At <= Today);
        });
    }

    [Fact]
    public void Nothing_is_later_than_today()
    {
        Assert.All(Fair.Reviews, review => Assert.True(review.PostedAt <= Today));
        Assert.All(Fair.Footsteps, step => Assert.True(step.At <= Today));
        Assert.All(Fair.Trade.Purchases, purchase => Assert.True(purchase.PlacedAt <= Today));
    }

    static string Print(Fair fair) => JsonSerializer.Serialize(new
    {
        fair.Visitors,
        fair.Stalls,
        fair.Categories,
        Goods = fair.Goods.Select(good => new { good.Product, good.Listing, good.Pull }),
        fair.Reviews,
        fair.Footsteps,
        Purchases = fair.Trade.Purchases.Select(purchase =>
            new { purchase.Id, purchase.Status, purchase.SettledAt, purchase.Method }),
        fair.Trade.Stock,
    });
}
