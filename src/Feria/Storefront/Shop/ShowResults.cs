using System.Globalization;
using Feria.Catalog;
using Feria.Recommendations;
using Feria.Contracts;
using Feria.Marketing;
using Feria.Search;
using Feria.Storefront.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>What a search or a category holds, and what it can be narrowed by.</summary>
static class ShowResults
{
    const int PerPage = 24;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/search", Handle).AllowAnyone().Compressed();
        pages.MapGet("/category/{category}", Handle).AllowAnyone().Compressed();
    }

    static async Task<IResult> Handle(
        string? q, string? category, string? min, string? max, string? currency, string? rating, string? stock,
        [FromQuery] string[]? brand, string? sort, string? cursor,
        Visit visit, Caller caller, HttpContext http, Finder finder, SponsoredFinder sponsored, Banners banners,
        Database db, Cache cache, BehaviourLog log, TimeProvider clock, SharedPages pages, CancellationToken stop)
    {
        var wish = new Wish(
            Short(q, 200), Short(category, 120), Short(min, 20), Short(max, 20),
            currency is not null && Currency.IsKnown(currency) ? currency : null,
            rating is [>= '1' and <= '5' and var stars] ? stars - '0' : null,
            stock == "true", [.. (brand ?? []).Where(name => name.Length is > 0 and <= 120).Take(20)],
            SearchPage.Sorts.Contains(sort) ? sort! : Wish.Usual, Short(cursor, 500));

        var (question, problem) = Ask(wish, visit);
        if (wish.Q is null && problem is null && SearchProducts.IsShelf(question))
        {
            var stall = await GetCategory.FindAsync(cache, wish.Category!, visit.Language.Code, stop);
            var shelf = stall is null ? null : await SearchProducts.ShelfAsync(question, finder, db, cache, stop);
            if (stall is not null && shelf is not null)
            {
                // The same for everybody, so it is a copy of the page like all others.
                var first = await sponsored.FindAsync(question, db, stop);
                int[] path = PathOf(stall.Value);
                var banner = banners.ForAll(BannerTerms.OfCategory, path, visit.Language.Code);
                return await pages.ShowAsync<SearchPage>(
                    http, wish.Path,
                    [
                        stall.Json, shelf.Json, first.Count == 0 ? NoneSponsored : Rendered.Of(first),
                        Poster.CopyOf(banner),
                    ],
                    () => new()
                    {
                        ["Shown"] = View(wish, shelf.Value, first, stall.Value, null, visit), ["Banner"] = banner,
                    },
                    own: account => banners.ForAsync(
                        account, BannerTerms.OfCategory, path, visit.Language.Code, stop));
            }
        }

        var (found, refusal) = await SearchProducts.FindAsync(question, finder, db, stop);
        if (refusal?.Field == "minPrice")
        {
            problem = visit.Say("search.price-order");
            (found, refusal) = await SearchProducts.FindAsync(
                question with { MinPrice = null, MaxPrice = null }, finder, db, stop);
        }

        // A filter that means nothing is dropped, one that was renamed is what it is now; a page of a category that is
        // not there is not there.
        if (refusal?.Field == "category" && !http.Request.RouteValues.ContainsKey("category"))
        {
            wish = wish with { Category = (await FormerAddress.FindAsync(cache, wish.Category!, stop))?.Slug };
            (found, refusal) = await SearchProducts.FindAsync(
                question with { Category = wish.Category }, finder, db, stop);
        }

        // A page of a list that cannot be gone on with is its first page.
        if (refusal?.Field == "cursor")
        {
            wish = wish with { Cursor = null };
            (found, refusal) = await SearchProducts.FindAsync(question with { Cursor = null }, finder, db, stop);
        }

        if (refusal is not null)
        {
            if (refusal.Field == "category"
                && await FormerAddress.FindAsync(cache, wish.Category!, stop) is { } former)
                return Results.Redirect(
                    visit.To(former.Slug is null ? "/categories" : Shelf.CategoryPathOf(former.Slug))
                        + http.Request.QueryString, permanent: former.Forever);
            return (refusal.Field == "category" ? KernelRefusals.NotFound : refusal).AsProblem();
        }

        var place = wish.Category is null
            ? null
            : (await GetCategory.FindAsync(cache, wish.Category, visit.Language.Code, stop))?.Value;
        if (wish is { Q: { } words, Cursor: null } && caller is not { Account: null, Guest: null })
            RecordBehaviour.Record(
                log, clock, http, caller, "search", null, place?.Number, words, "search", visit.Language.Code,
                (int)Math.Min(found!.Total, int.MaxValue));
        if (found!.Redirect is { } elsewhere && http.Request.Query.Count == 1)
            return Results.Redirect(visit.To(elsewhere));
        var paid = found is { Total: > 0, Corrected: null } ? await sponsored.FindAsync(question, db, stop) : [];
        var (over, within) = wish.Q is null && place is not null
            ? (BannerTerms.OfCategory, PathOf(place))
            : (BannerTerms.OfSearch, []);
        return new RazorComponentResult<SearchPage>(new
        {
            Shown = View(wish, found!, paid, place, problem, visit),
            Banner = caller.Account is { } account
                ? await banners.ForAsync(account, over, within, visit.Language.Code, stop)
                : banners.ForAll(over, within, visit.Language.Code),
        });
    }

    static int[] PathOf(GetCategory.Category place) =>
        [.. place.Path.Select(step => step.Number), place.Number];

    static readonly Rendered NoneSponsored = Rendered.Kept<IReadOnlyList<SponsoredHit>>([]);

    static (Question Question, string? Problem) Ask(Wish wish, Visit visit)
    {
        var currency = wish.Currency ?? "USD";
        var lowest = wish.Min is null ? null : Wish.MinorOf(wish.Min, currency);
        var highest = wish.Max is null ? null : Wish.MinorOf(wish.Max, currency);
        var isOdd = (wish.Min is not null && lowest is null) || (wish.Max is not null && highest is null);
        return (
            new Question(
                wish.Q, wish.Category, lowest, highest, wish.Currency, wish.Rating, wish.Stock, wish.Brands,
                Enum.Parse<Sort>(wish.Sort.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                PerPage, wish.Cursor, visit.Language.Code),
            isOdd ? visit.Say("search.bad-price") : null);
    }

    static SearchPage.View View(
        Wish wish, Found found, IReadOnlyList<SponsoredHit> sponsored, GetCategory.Category? place, string? problem,
        Visit visit)
    {
        // A filter begins again at the first page.
        var here = wish with { Cursor = null };
        var currency = wish.Currency ?? found.Facets.Prices.FirstOrDefault()?.Currency ?? "USD";
        return new(
            wish.Q, wish.Q is null ? place?.Name : null, found.Corrected,
            place is null
                ? []
                : [.. place.Path.Select(step => new Crumbs.Crumb(step.Name, Shelf.CategoryPathOf(step.Slug)))],
            found.Total, currency,
            Among(found.Items, sponsored),
            [.. found.Nearest.Select(Shelf.Of)],
            CategoriesOf(here, found, place),
            [
                .. found.Facets.Brands.Where(one => !wish.Brands.Contains(one.Name)).Take(8).Select(one =>
                    Narrower(one.Name, here with { Brands = [.. wish.Brands, one.Name] }, one.Count)),
            ],
            [.. found.Facets.Prices.Count > 1 ? found.Facets.Prices.Select(range => RangeOf(here, range, visit)) : []],
            [
                .. found.Facets.Ratings.Where(one => one.Count > 0 || one.AtLeast == wish.Rating).Select(one =>
                    new SearchPage.Option(
                        one.AtLeast.ToString(visit.Culture),
                        (here with { Rating = one.AtLeast == wish.Rating ? null : one.AtLeast }).Path,
                        one.Count, one.AtLeast == wish.Rating)),
            ],
            new(
                visit.Say("search.in-stock"), (here with { Stock = !wish.Stock }).Path, found.Facets.InStock,
                wish.Stock),
            [.. ActiveOf(here, place, currency, visit)],
            wish.Min, wish.Max, problem, wish.Sort, here.Place,
            here.FieldsBut("min", "max", "currency"), here.FieldsBut("sort"),
            new Wish(wish.Q, null, null, null, null, null, false, [], Wish.Usual, null).Path,
            wish.Cursor is null ? null : here.Path,
            found.Next is { } next ? (wish with { Cursor = next }).Path : null,
            AddressOf(wish, found),
            // What a category is about is said once, where it begins.
            wish is { Q: null, Cursor: null } ? place : null);
    }

    /// <summary>The results with what is sponsored in its places; a product is met once.</summary>
    internal static IReadOnlyList<Card.Listed> Among(IReadOnlyList<Hit> found, IReadOnlyList<SponsoredHit> sponsored)
    {
        var paid = sponsored.Select(one => one.Hit.Id).ToHashSet();
        List<Card.Listed> all = [.. found.Where(hit => !paid.Contains(hit.Id)).Select(Shelf.Of)];
        foreach (var (one, place) in sponsored.Zip(SponsoredFinder.Places))
            all.Insert(Math.Min(place, all.Count), Shelf.Of(one.Hit) with { Ad = one.Id });
        return all;
    }

    /// <summary>
    /// Where search engines find what is shown; null for what they need not: the same things narrowed or sorted,
    /// further pages, and searches that found nothing or had to guess.
    /// </summary>
    internal static string? AddressOf(Wish wish, Found found)
    {
        var plain = new Wish(
            wish.Q, wish.Q is null ? wish.Category : null, null, null, null, null, false, [], Wish.Usual, null);
        var understood = found is { Total: > 0, Corrected: null, Ignored.Count: 0 };
        return plain.Path == wish.Path && (wish.Q is null || understood) ? plain.Path : null;
    }

    // Under the chosen category, else the roots; where there is no choice, a step further down.
    static IReadOnlyList<SearchPage.Option> CategoriesOf(Wish here, Found found, GetCategory.Category? place)
    {
        var depth = place is null ? 0 : place.Path.Count + 1;
        List<CategoryCount> below = [.. Below(depth)];
        while (below.Count == 1 && Below(depth + 1).Any()) below = [.. Below(++depth)];
        return
        [
            .. below
                .Take(14)
                .Select(one => Narrower(one.Name, here with { Category = one.Slug }, one.Count)),
        ];

        IEnumerable<CategoryCount> Below(int level) => found.Facets.Categories.Where(one =>
            one.Path.Length == level + 1 && (place is null || one.Path.Contains(place.Number)));
    }

    static SearchPage.Option RangeOf(Wish here, PriceCount range, Visit visit)
    {
        var name = range.To is { } to
            ? visit.Say("search.range", Write(range.From), Write(to))
            : visit.Say("search.range-up", Write(range.From));
        return Narrower(
            name,
            here with
            {
                Min = Plain(range.From, range.Currency),
                Max = range.To is { } end ? Plain(end - 1, range.Currency) : null,
                Currency = range.Currency,
            },
            range.Count);

        string Write(long minor) => Figures.Plain(new(minor, range.Currency), visit.Culture);
    }

    static SearchPage.Option Narrower(string name, Wish wish, long count) => new(name, wish.Path, count, false);

    static SearchPage.Option Wider(string name, Wish wish) => new(name, wish.Path, 0, true);

    static IEnumerable<SearchPage.Option> ActiveOf(Wish here, GetCategory.Category? place, string currency, Visit visit)
    {
        if (place is not null && here.Q is not null) yield return Wider(place.Name, here with { Category = null });
        if (here.Min is not null || here.Max is not null)
            yield return Wider(
                $"{currency} {here.Min ?? "0"} – {here.Max ?? "…"}", here with { Min = null, Max = null });
        if (here.Rating is { } stars)
            yield return Wider(visit.Say("search.stars-up", stars), here with { Rating = null });
        if (here.Stock) yield return Wider(visit.Say("search.in-stock"), here with { Stock = false });
        foreach (var brand in here.Brands)
            yield return Wider(brand, here with { Brands = [.. here.Brands.Where(each => each != brand)] });
    }

    static string Plain(long minor, string currency) =>
        Currency.Major(new(minor, currency)).ToString(CultureInfo.InvariantCulture);

    static string? Short(string? text, int most) => text?.Trim() switch
    {
        null or "" => null,
        var trimmed => Shorter.Of(trimmed, most),
    };
}
