using System.Text.Json;

namespace Feria.Search.Tests;

/// <summary>Lists go on where the page before ended, whichever engine answers.</summary>
public abstract class PagingContract
{
    const int Products = 130;

    /// <summary>A shelf with <see cref="PutCrowdAsync"/> on it.</summary>
    protected abstract Stall Stall { get; }

    /// <summary>Products that all look the same to every order.</summary>
    internal static async Task PutCrowdAsync(Stall stall)
    {
        await stall.PutAsync([.. Enumerable.Range(0, Products).Select(i =>
            stall.Thing($"same{i}", "Plain grey brick", "home", "Same", i % 3 == 0 ? 200 : 100))]);
        await stall.SettleAsync();
    }

    [Theory]
    [InlineData("q=brick")]
    [InlineData("q=grey brick cactus")]
    [InlineData("q=brick&sort=price_asc")]
    [InlineData("q=brick&sort=price_desc")]
    [InlineData("q=brick&sort=newest")]
    [InlineData("q=brick&sort=rating")]
    [InlineData("q=brick&sort=bestselling")]
    [InlineData("brand=Same")]
    [InlineData("category=home&sort=price_asc&brand=Same")]
    public async Task Pages_leave_no_gap_and_repeat_nothing(string query)
    {
        var seen = new List<Guid>();
        var total = 0;
        string? cursor = null;
        do
        {
            var page = await Stall.AskAsync($"{query}&limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            total = page.GetProperty("total").GetInt32();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.True(total >= Products);
        Assert.Equal(total, seen.Count);
        Assert.Equal(total, seen.Distinct().Count());
    }

    [Fact]
    public async Task Prices_go_up_over_all_pages()
    {
        var prices = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Stall.AskAsync(
                $"sort=price_asc&limit=50{(cursor is null ? "" : $"&cursor={cursor}")}");
            prices.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("price").GetProperty("amount").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Products + 12, prices.Count);
        Assert.Equal(prices.Order(), prices);
    }
}
