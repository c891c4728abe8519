using Feria.Catalog;
using Feria.Media;
using Feria.Search;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>
/// A product put up for sale: first what it is, which finds whether it is here already and where it belongs, then the
/// listing itself; the same form changes it later.
/// </summary>
static class ShowListing
{
    const string Place = "/sell/{store:guid}/listings";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place + "/new", AskNew).RequireAccount();
        pages.MapPost(Place + "/new", (
            Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            Save(store, null, sent, visit, inside))
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).RequireAccount();
        pages.MapGet(Place + "/{product:guid}", Show).RequireAccount();
        pages.MapPost(Place + "/{product:guid}", (
            Guid store, Guid product, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            Save(store, product, sent, visit, inside))
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).RequireAccount();
        pages.MapGet(Place + "/offer/{slug}", AskOffer).RequireAccount();
        pages.MapPost(Place + "/offer/{slug}", PutOffer).RequireAccount();
    }

    static async Task<IResult> AskNew(
        Guid store, string? title, string? category, Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        if (category is not null)
            return await PageAsync(
                file, null, ListingForm.New(title ?? "", file.Language, file.Currency, category), 200, inside);
        var found = string.IsNullOrWhiteSpace(title)
            ? null
            : await inside.CallAsync(
                nameof(SearchProducts), new { q = title, limit = 6, locale = visit.Language.Code });
        return new RazorComponentResult<NewListingPage>(new
        {
            Store = file,
            Title = title ?? "",
            Found = found is { Problem: null } ? found.Read<Found>() : null,
        });
    }

    static async Task<IResult> Show(Guid store, Guid product, string? said, Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var answer = await inside.CallAsync(nameof(GetMyListing), new { store, product });
        if (answer.Problem is { } problem) return problem.AsProblem();
        var listing = answer.Read<MyListing>();
        // What is paused stands nowhere.
        var found = await inside.CallAsync(nameof(GetMyStanding), new { store, product });
        var standing = found.Problem is null ? found.Read<GetMyStanding.Answer>().Items : [];
        return await PageAsync(
            file, listing, ListingForm.Of(listing, file.Currency), 200, inside, standing,
            said is "waiting" or "withdrawn" ? visit.Say("listings.said." + said) : null);
    }

    static async Task<IResult> Save(
        Guid store, Guid? product, IFormCollection sent, Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var form = ListingForm.Read(sent);
        form.Fields["currency"] = file.Currency;
        await TakePicturesAsync(sent, form, visit, inside);
        MyListing? listing = null;
        if (product is not null)
        {
            var found = await inside.CallAsync(nameof(GetMyListing), new { store, product });
            if (found.Problem is { } lost) return lost.AsProblem();
            listing = found.Read<MyListing>();
        }

        switch (form.Fields["do"])
        {
            case "variant":
                form.Variants.Add(new("", "", form.Variants.LastOrDefault()?.Price ?? "", "", "",
                    form.Variants.LastOrDefault()?.Weight ?? ""));
                return await PageAsync(file, listing, form, 200, inside);
            case "fact":
                form.Facts.Add(new("", "", ""));
                return await PageAsync(file, listing, form, 200, inside);
            case "pictures":
                return await PageAsync(file, listing, form, form.Fields.Fine ? 200 : 400, inside);
        }

        if (!form.Fields.Fine || form.Body(visit) is not { } body)
            return await PageAsync(file, listing, form, 400, inside);
        var answer = product is null
            ? await inside.CallAsync(PutMyListing.Create, new { store }, body)
            : await inside.CallAsync(nameof(PutMyListing), new { store, product }, body);
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(
                answer.Read<MyListing>().Waiting is { } waiting && waiting.Id != listing?.Waiting?.Id
                    ? $"{ShowListings.PathOf(store)}/{product}?said=waiting"
                    : $"{ShowListings.PathOf(store)}?said={(product is null ? "listed" : "saved")}"));
        form.Fields.Take(problem, visit);
        return await PageAsync(file, listing, form, answer.Status, inside);
    }

    static async Task TakePicturesAsync(IFormCollection sent, ListingForm form, Visit visit, Inside inside)
    {
        foreach (var taken in await SentPictures.TakeAsync(sent, form.Fields, "pictures", visit, inside))
            form.Pictures.Add(new(taken, ""));
        if (sent["address"].ToString().Trim() is not { Length: > 0 } url) return;
        var fetched = await inside.CallAsync(nameof(FetchPicture), body: new { url });
        if (fetched.Problem is { } no) form.Fields.Blame("pictures", visit.Refused(no.Code, no.Title));
        else form.Pictures.Add(new(fetched.Read<Shown>().Url, ""));
    }

    static async Task<IResult> AskOffer(Guid store, string slug, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        return file is null ? refusal! : await OfferPageAsync(file, slug, new(), 200, inside);
    }

    static async Task<IResult> OfferPageAsync(StoreFile file, string slug, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetProduct), new { idOrSlug = slug });
        return answer.Problem is { } problem ? problem.AsProblem() : new RazorComponentResult<OfferPage>(new
        {
            Store = file,
            Product = answer.Read<ProductView>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static async Task<IResult> PutOffer(
        Guid store, string slug, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var form = Filled.Of(sent, "variant", "sku", "price", "listPrice", "stock", "weightGrams");
        var (price, list) = (
            ShowListings.MinorOf(form["price"], file.Currency), ShowListings.MinorOf(form["listPrice"], file.Currency));
        if (price is null) form.Blame("price", visit.Say("sell.wrong-amount"));
        if (list is null && form["listPrice"] is { Length: > 0 })
            form.Blame("listPrice", visit.Say("sell.wrong-amount"));
        var weight = ListingForm.WeightOf(form["weightGrams"]);
        if (weight is null) form.Blame("weightGrams", visit.Say("listings.wrong-weight", form["sku"]));
        if (form["sku"] is not { Length: > 0 and <= 100 } sku) form.Blame("sku", visit.Say("listings.wrong-sku", 1));
        else if (form.Fine)
        {
            var answer = await inside.CallAsync(nameof(PutMyOffer), new { store, sku }, new
            {
                variant = Guid.TryParse(form["variant"], out var variant) ? variant : (Guid?)null,
                price = new { amount = price, currency = file.Currency },
                listPrice = list,
                stock = long.TryParse(form["stock"], out var stock) ? stock : (long?)null,
                weightGrams = weight is 0 ? null : weight,
            });
            if (answer.Problem is not { } problem)
            {
                var said = answer.Read<PutMyOffer.Answer>().Waits ? "waiting" : "listed";
                return new SeeOther(visit.To($"{ShowListings.PathOf(store)}?said={said}"));
            }

            form.Take(problem, visit);
        }

        return await OfferPageAsync(file, slug, form, 400, inside);
    }

    static async Task<IResult> PageAsync(
        StoreFile store, MyListing? listing, ListingForm form, int status, Inside inside,
        IReadOnlyList<GetMyStanding.Standing>? standing = null, string? said = null)
    {
        foreach (var slug in form.Categories)
        {
            var asked = await inside.CallAsync(nameof(ListCategoryAttributes), new { slug });
            if (asked.Problem is null) form.Ask(asked.Read<Page<CategoryFile.Asked>>().Items);
        }

        return new RazorComponentResult<ListingPage>(
            new { Store = store, Listing = listing, Form = form, Standing = standing ?? [], Said = said })
        { StatusCode = status };
    }

    static async Task<(StoreFile? File, IResult? Refusal)> FileAsync(Guid store, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetMyStore), new { store });
        return answer.Problem is { } problem ? (null, problem.AsProblem()) : (answer.Read<StoreFile>(), null);
    }
}
