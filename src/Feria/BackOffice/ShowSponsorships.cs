using System.Globalization;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Offers that are shown first for a price a click: make, change, pause, and see what they cost.</summary>
static class ShowSponsorships
{
    public const string Place = "/operations/sponsored";

    static readonly string[] Names = ["name", "offers", "currency", "budget", "bid", "from", "until"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/new", () => Form(Id.New(), null, new() { ["currency"] = "USD" }, 200))
            .RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{sponsorship:guid}", (
            Guid sponsorship, Inside inside, Database database, IOfferBook offers, CancellationToken stop) =>
            FileAsync(sponsorship, null, 200, inside, database, offers, stop))
            .RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{sponsorship:guid}/terms", Edit).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{sponsorship:guid}/terms", Save).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{sponsorship:guid}/moves", Move).RequireAccess(Permission.ManageCampaigns);
    }

    static async Task<IResult> List(string? cursor, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListSponsorships), new { cursor, limit = 50 });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<SponsorshipsPage>(new { Found = found.Read<Page<SponsorshipFile>>() });
    }

    static async Task<IResult> FileAsync(
        Guid sponsorship, string? trouble, int status, Inside inside, Database database, IOfferBook offers,
        CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetSponsorship), new { sponsorship });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<SponsorshipFile>();
        await using var session = await database.ReadAsync(stop);
        var terms = await offers.TermsAsync(session, [.. file.Offers.Select(one => one.Offer)]);
        return new RazorComponentResult<SponsorshipPage>(new
        {
            File = file, Trouble = trouble,
            Named = (IReadOnlyDictionary<Guid, OfferTerms>)terms.ToDictionary(one => one.Offer),
        })
        { StatusCode = status };
    }

    static async Task<IResult> Edit(
        Guid sponsorship, Inside inside, Database database, IOfferBook offers, IStoreBook stores,
        CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetSponsorship), new { sponsorship });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<SponsorshipFile>();
        await using var session = await database.ReadAsync(stop);
        Guid[] shown = [.. file.Offers.Where(one => !one.IsRemoved).Select(one => one.Offer)];
        var terms = (await offers.TermsAsync(session, shown)).ToDictionary(one => one.Offer);
        var slugs = (await stores.SignsAsync(session, [.. terms.Values.Select(one => one.Store).Distinct()]))
            .ToDictionary(one => one.Id, one => one.Slug);
        return Form(sponsorship, file, new()
        {
            ["name"] = file.Name, ["currency"] = file.Budget.Currency, ["budget"] = Major(file.Budget),
            ["bid"] = Major(file.Bid), ["from"] = Instant(file.From), ["until"] = Instant(file.Until),
            ["offers"] = string.Join('\n', shown.Where(terms.ContainsKey).Select(offer =>
                $"{slugs.GetValueOrDefault(terms[offer].Store)} {terms[offer].Sku}")),
        }, 200);
    }

    static async Task<IResult> Save(
        Guid sponsorship, [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database,
        IOfferBook offers, Cache cache, RankedOffers ranked, IRatings ratings, IPromotions promotions,
        CancellationToken stop)
    {
        var form = Filled.Of(sent, Names);
        var before = (await inside.CallAsync(nameof(GetSponsorship), new { sponsorship })).Found<SponsorshipFile>();
        var currency = (form["currency"] ?? "").ToUpperInvariant();
        if (!Currency.IsKnown(currency))
            form.Blame("currency", visit.Refused(Marketing.Refusals.CurrencyUnknown.Code));
        var wanted = new List<Guid>();
        foreach (var line in PromotionForm.PartsOf(form["offers"]).Take(SponsorshipTerms.MostOffers + 1))
            if (await OfferOfAsync(line) is { } offer) wanted.Add(offer);
            else form.Blame("offers", visit.Say("sponsored.no-offer", line));
        var body = new
        {
            name = form["name"], offers = wanted, currency,
            budget = MinorOf(form, "budget", currency, visit), bid = MinorOf(form, "bid", currency, visit),
            from = form.InstantOf("from"), until = form.InstantOf("until"),
        };
        if (!form.Fine) return Form(sponsorship, before, form, 422);
        var answer = await inside.CallAsync(nameof(PutSponsorship), new { sponsorship }, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/{sponsorship}"));
        form.Take(problem, visit);
        return Form(sponsorship, before, form, answer.Status);

        // A product's address means the offer that sells it now.
        async Task<Guid?> OfferOfAsync(string line)
        {
            if (line.Split("/product/") is [_, var slug])
                return (await GetProduct.FindAsync(
                    cache, ranked, ratings, promotions, slug.Split('?', '#')[0], visit.Language.Code, stop))
                    ?.Value.Offer?.Id;
            if (line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries) is not [var store, var sku]) return null;
            await using var session = await database.ReadAsync(stop);
            var name = new OfferName(store, sku.Trim());
            return (await offers.NamedAsync(session, [name])).GetValueOrDefault(name)?.Offer;
        }
    }

    static async Task<IResult> Move(
        Guid sponsorship, [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database,
        IOfferBook offers, CancellationToken stop)
    {
        var answer = await inside.CallAsync(
            nameof(MoveSponsorship), new { sponsorship }, new { move = sent["move"].ToString() });
        return answer.Problem is { } problem
            ? await FileAsync(
                sponsorship, visit.Refused(problem.Code, problem.Title), answer.Status, inside, database, offers, stop)
            : new SeeOther(visit.To($"{Place}/{sponsorship}"));
    }

    static RazorComponentResult<SponsorshipFormPage> Form(
        Guid id, SponsorshipFile? file, Filled form, int status) =>
        new(new { Sponsorship = id, File = file, Form = form }) { StatusCode = status };

    static long MinorOf(Filled form, string name, string currency, Visit visit)
    {
        if (!Currency.IsKnown(currency)) return 0;
        if (ShowListings.MinorOf(form[name], currency, isFreeToo: false) is { } minor) return minor;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return 0;
    }

    static string Major(Money money) => Currency.Major(money).ToString(CultureInfo.InvariantCulture);

    static string Instant(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
