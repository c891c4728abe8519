using AngleSharp.Html.Parser;

namespace Feria.Storefront.Tests;

public sealed class ProductPageTests(StorePageTests.Corner corner) : IClassFixture<StorePageTests.Corner>
{
    [Fact]
    public async Task All_reviews_can_be_reached_a_page_at_a_time()
    {
        var path = await PathOfLampAsync();
        await corner.SqlAsync($"""
            with posted as (
                insert into community.review (id, product_id, author, rating, title, language, posted_at)
                select gen_random_uuid(), p.id, 'Ana', 4, 'Review ' || n, 'en', now() - make_interval(days => n)
                from catalog.product p, generate_series(1, 11) n
                where p.title = 'Lamp'
                returning product_id)
            insert into community.rating (product_id, ones, twos, threes, fours, fives)
            select product_id, 0, 0, 0, count(*), 0 from posted group by product_id
            """);
        corner.ForgetCopies();

        var (first, more) = await ReviewsAsync(path);
        var (second, back) = await ReviewsAsync(more.Single());

        Assert.Equal(Enumerable.Range(1, 8).Select(n => $"Review {n}"), first);
        Assert.Equal(["Review 9", "Review 10", "Review 11"], second);
        Assert.Equal([$"{path}#reviews"], back);
        Assert.Equal(first, (await ReviewsAsync($"{path}?reviews=odd!")).Titles);
    }

    // A page that took a second connection while it held one could wait for ever for those of its like.
    [Fact]
    public async Task More_visitors_at_once_than_there_are_connections_are_all_answered()
    {
        var path = await PathOfLampAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => corner.Http.GetAsync(path)));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
    }

    async Task<string> PathOfLampAsync() =>
        $"/product/{await corner.SqlAsync("select slug from catalog.product where title = 'Lamp'")}";

    async Task<(IEnumerable<string> Titles, IEnumerable<string> Links)> ReviewsAsync(string path)
    {
        var page = new HtmlParser().ParseDocument(await corner.Http.GetStringAsync(path));
        return (
            page.QuerySelectorAll("article.review h3").Select(title => title.TextContent),
            page.QuerySelectorAll("#reviews a.button").Select(link => link.GetAttribute("href")!));
    }
}
