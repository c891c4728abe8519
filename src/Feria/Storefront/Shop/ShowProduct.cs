using System.Globalization;
using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Recommendations;
using Feria.Storefront.Parts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>A product's page: its pictures, the offer chosen, what buyers say, and what is like it.</summary>
static class ShowProduct
{
    const int ReviewsAtOnce = 8;
    const int QuestionsAtOnce = 5;

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/product/{slug}", Handle).AllowAnyone().Compressed();

    static async Task<IResult> Handle(
        string slug, Guid? variant, string? reviews, int? stars, string? sort, string? questions, Visit visit,
        Caller caller, HttpContext http, Database db, Cache cache, RankedOffers ranked, IRatings ratings,
        IPromotions promotions, ProductCards cards, BehaviourLog log, TimeProvider clock, SharedPages pages,
        CancellationToken stop)
    {
        // A cursor that is none begins with the first, a filter or an order that is none is not there.
        Cursor.TryRead<ListReviews.Position>(reviews, out var after);
        Cursor.TryRead<ListQuestions.Position>(questions, out var afterQuestion);
        var wish = new Wished(stars is >= 1 and <= 5 ? stars : null, sort == ListReviews.MostHelpful);
        var found = await GetProduct.FindAsync(
            cache, ranked, ratings, promotions, slug, visit.Language.Code, stop);
        if (found is null) return Catalog.Refusals.ProductNotFound.AsProblem();

        var product = found.Value;
        var newest = after is null && wish == Wished.Nothing
            ? await ListReviews.NewestAsync(cache, product.Id, ReviewsAtOnce, stop)
            : null;
        var said = newest?.Value ?? await SomeAsync(db, product.Id, wish, after, stop);
        var category = product.Categories.LastOrDefault();
        var asked = afterQuestion is null
            ? await ListQuestions.FirstAsync(cache, product.Id, QuestionsAtOnce, stop)
            : null;
        var questioned = asked?.Value ?? await MoreAskedAsync(db, product.Id, afterQuestion, stop);
        var similar = await GetTrending.CardsAsync(cache, cards, category?.Number ?? 0, 13, stop);
        if (caller is not { Account: null, Guest: null })
            RecordBehaviour.Record(log, clock, http, caller, "view", product.Id, category?.Number, null, "product");

        var chosen = product.Variants.FirstOrDefault(each => each.Id == variant)
            ?? product.Variants.FirstOrDefault(each => each.Id == product.Offer?.Variant)
            ?? product.Variants.FirstOrDefault();
        var offers = product.Offers.Where(offer => offer.Variant == chosen?.Id).Select(OfferOf).ToList();
        var now = clock.GetUtcNow();
        if (newest is null || asked is null) return new RazorComponentResult<ProductPage>(new { Shown = View() });

        var path = Shelf.PathOf(product.Slug) + (chosen?.Id == variant && variant is { } id ? $"?variant={id}" : "");
        return await pages.ShowAsync<ProductPage>(
            http, path, [found.Json, newest.Json, asked.Json, similar.Json], () => new() { ["Shown"] = View() },
            also: $"{now:yyyy-MM-dd}");

        ProductPage.View View() => new(
            product.Id,
            Shelf.PathOf(product.Slug),
            product.Title,
            product.Brand,
            product.Description,
            product.Language,
            [.. product.Categories.Select(step => new Crumbs.Crumb(step.Name, Shelf.CategoryPathOf(step.Slug)))],
            PicturesOf(product, chosen),
            product.Rating?.Mean ?? 0,
            product.Rating?.Count ?? 0,
            [.. said.Histogram.OrderBy(bar => bar.Stars).Select(bar => bar.Count)],
            offers.FirstOrDefault(),
            [.. offers.Skip(1)],
            ChoicesOf(product, chosen),
            [.. product.Attributes.Select(attribute => SpecOf(attribute, visit)).OfType<ProductPage.Spec>()],
            [.. said.Items.Select(ReviewOf)],
            wish.Stars,
            wish.Helpful,
            after is null ? null : wish.PathOf(product.Slug),
            said.Next is { } next ? wish.PathOf(product.Slug, next) : null,
            [.. similar.Value.Items.Where(card => card.Id != product.Id).Take(12).Select(Shelf.Of)],
            category is null ? "/search" : Shelf.CategoryPathOf(category.Slug),
            now)
        {
            Promotions = offers.FirstOrDefault()?.Id == product.Offer?.Id ? product.Promotions : [],
            Questions = questioned.Items,
            MoreQuestions = questioned.Next is { } further
                ? $"{Shelf.PathOf(product.Slug)}?questions={further}#questions"
                : null,
        };
    }

    static async Task<ListQuestions.Questions> MoreAskedAsync(
        Database db, Guid product, ListQuestions.Position? after, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        return await ListQuestions.PageAsync(session, product, QuestionsAtOnce, after);
    }

    static async Task<ListReviews.Reviews> SomeAsync(
        Database db, Guid product, Wished wish, ListReviews.Position? after, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        return await ListReviews.PageAsync(session, product, wish.Stars, ReviewsAtOnce, after, wish.Helpful);
    }

    /// <summary>Which reviews, in which order.</summary>
    sealed record Wished(int? Stars, bool Helpful)
    {
        public static readonly Wished Nothing = new(null, false);

        public string PathOf(string slug, string? cursor = null) => ProductPage.ReviewsPath(
            Shelf.PathOf(slug), Stars, Helpful, cursor);
    }

    static ProductPage.Offer OfferOf(ProductView.OfferView offer) => new(
        offer.Id, offer.Sku, offer.Store.Name, ShowStore.PathOf(offer.Store.Slug), offer.Price, offer.ListPrice,
        offer.Delivery, offer.Available,
        offer.Store.Rating is { } rating ? new(rating.Mean, rating.Count) : null)
    {
        Lowest = offer.LowestPrice, WinsBy = offer.WinsBy, Methods = offer.Methods ?? [],
    };

    static ProductPage.Review ReviewOf(ListReviews.Review review) =>
        new(
            review.Id, review.Rating, review.Title, review.Body, review.Language, review.Author, review.PostedAt,
            review.Helpful, review.Reply, review.RepliedAs, review.RepliedAt, review.Pictures);

    // The chosen variant's own pictures come first; those of other variants stay out.
    static IReadOnlyList<string> PicturesOf(ProductView product, ProductView.Variant? chosen) =>
    [
        .. product.Pictures
            .Where(picture => picture.Variant is null || picture.Variant == chosen?.Id)
            .OrderByDescending(picture => picture.Variant is not null)
            .Select(picture => picture.Url),
    ];

    /// <summary>The values of each option, each leading to the variant that differs least.</summary>
    internal static IReadOnlyList<ProductPage.Choice> ChoicesOf(ProductView product, ProductView.Variant? chosen)
    {
        if (chosen is null) return [];
        var inStock = product.Offers.Where(offer => offer.Available > 0).Select(offer => offer.Variant).ToHashSet();
        return
        [
            .. chosen.Options.Select((option, place) => new ProductPage.Choice(
                option.Name,
                [
                    .. product.Variants
                        .Select(variant => variant.Options[place].Value)
                        .Distinct()
                        .Select(value => OptionOf(product, chosen, place, value, inStock)),
                ])),
        ];
    }

    static ProductPage.Option OptionOf(
        ProductView product, ProductView.Variant chosen, int place, string value, HashSet<Guid> inStock)
    {
        var nearest = product.Variants
            .Where(variant => variant.Options[place].Value == value)
            .OrderByDescending(variant => variant.Options.Zip(chosen.Options).Count(pair => pair.First == pair.Second))
            .ThenByDescending(variant => inStock.Contains(variant.Id))
            .First();
        return new(
            value, $"{Shelf.PathOf(product.Slug)}?variant={nearest.Id}", chosen.Options[place].Value == value,
            inStock.Contains(nearest.Id));
    }

    static ProductPage.Spec? SpecOf(ProductView.AttributeValue attribute, Visit visit)
    {
        var value = attribute switch
        {
            { Text: { } text } => text,
            { Number: { } number } => $"{number.ToString("#,0.######", visit.Culture)} {attribute.Unit}".TrimEnd(),
            { Flag: { } flag } => visit.Say(flag ? "product.yes" : "product.no"),
            _ => null,
        };
        return value is null ? null : new(attribute.Name, value);
    }
}
