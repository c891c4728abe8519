using System.Globalization;
using Feria.Contracts;
using Feria.Search;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>What people search for, and what is said about it: synonyms, and what is done to single queries.</summary>
static class ShowSearchDesk
{
    public const string Place = "/operations/search";
    const int PerPage = 50;

    static readonly string[] CurationFields =
        ["version", "query", "language", "pins", "hidden", "redirect", "startsAt", "endsAt"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowTerms).RequireAccess(Permission.ManageSearch);
        pages.MapGet(Place + "/synonyms", (string? cursor, string? words, Inside inside) =>
            SynonymsAsync(cursor, new() { ["words"] = words }, 200, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/synonyms", AddSynonym).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/synonyms/{synonyms:guid}/remove", RemoveSynonym)
            .RequireAccess(Permission.ManageSearch);
        pages.MapGet(Place + "/queries", (string? cursor, string? query, Inside inside) =>
            QueriesAsync(cursor, new() { ["query"] = query }, 200, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/queries", (
            [FromForm] IFormCollection sent, Visit visit, Inside inside) => SaveQuery(null, sent, visit, inside))
            .RequireAccess(Permission.ManageSearch);
        pages.MapGet(Place + "/queries/{curation:guid}", (Guid curation, Inside inside) =>
            QueryAsync(curation, null, 200, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/queries/{curation:guid}", (
            Guid curation, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            SaveQuery(curation, sent, visit, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/queries/{curation:guid}/remove", RemoveQuery).RequireAccess(Permission.ManageSearch);
    }

    static async Task<IResult> ShowTerms(
        string? days, string? language, string? which, string? cursor, Inside inside, TimeProvider clock)
    {
        var many = days is "1" or "30" or "90" ? int.Parse(days, CultureInfo.InvariantCulture) : 7;
        var spoken = Locale.Spoken.Contains(language) ? language : null;
        var to = Days.Today(clock);
        var answer = await inside.CallAsync(nameof(ListTerms), new
        {
            from = Iso(to.AddDays(1 - many)), to = Iso(to), language = spoken,
            empty = which == "empty" ? "true" : null, cursor, limit = PerPage,
        });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<TermsPage>(new
        {
            Found = answer.Read<Page<ListTerms.Term>>(),
            Days = many,
            Language = spoken,
            Empty = which == "empty",
            File = $"/api/v1/admin/search/terms.csv?from={Iso(to.AddDays(1 - many))}&to={Iso(to)}"
                + (spoken is null ? "" : "&language=" + spoken),
        });
    }

    static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static async Task<IResult> SynonymsAsync(string? cursor, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListSynonyms), new { cursor, limit = PerPage });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<SynonymsPage>(new { Found = answer.Read<Page<SynonymSet>>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> AddSynonym([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "words", "means", "language");
        var answer = await inside.CallAsync(nameof(AddSynonyms), body: new
        {
            words = Parts(form["words"]), means = Parts(form["means"]), language = LanguageOf(form),
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "/synonyms"));
        form.Blame("words", visit.Refused(problem.Code, problem.Title));
        return await SynonymsAsync(null, form, answer.Status, inside);
    }

    static async Task<IResult> RemoveSynonym(
        Guid synonyms, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var version = VersionOf(Filled.Of(sent, "version"));
        var answer = await inside.CallAsync(nameof(DeleteSynonyms), new { synonyms, version });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place + "/synonyms"));
    }

    static async Task<IResult> QueriesAsync(string? cursor, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListCurations), new { cursor, limit = PerPage });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<QueriesPage>(new { Found = answer.Read<Page<Curation>>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> QueryAsync(Guid curation, Filled? form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetCuration), new { curation });
        if (answer.Problem is { } problem) return problem.AsProblem();
        var found = answer.Read<GetCuration.Answer>();
        return new RazorComponentResult<QueryPage>(new { Found = found, Form = form ?? FormOf(found) })
        {
            StatusCode = status,
        };
    }

    static Filled FormOf(GetCuration.Answer found)
    {
        var slugs = found.Products.ToDictionary(one => one.Product, one => one.Slug);
        string Lines(IEnumerable<Guid> products) =>
            string.Join('\n', products.Select(product => slugs.GetValueOrDefault(product, product.ToString())));
        var one = found.Curation;
        return new()
        {
            ["version"] = one.Version.ToString(CultureInfo.InvariantCulture),
            ["query"] = one.Query,
            ["language"] = one.Language,
            ["pins"] = Lines(one.Pins),
            ["hidden"] = Lines(one.Hidden),
            ["redirect"] = one.Redirect,
            ["startsAt"] = Local(one.StartsAt),
            ["endsAt"] = Local(one.EndsAt),
        };
    }

    static string? Local(DateTime? at) => at?.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    static async Task<IResult> SaveQuery(
        Guid? curation, IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, CurationFields);
        var pins = await ProductsAsync(form, "pins", visit, inside);
        var hidden = await ProductsAsync(form, "hidden", visit, inside);
        Inside.Answer? answer = null;
        if (form.Fine)
        {
            var body = new
            {
                query = form["query"], language = LanguageOf(form), pins, hidden,
                redirect = form["redirect"] is { Length: > 0 } path ? path : null,
                startsAt = form.InstantOf("startsAt"), endsAt = form.InstantOf("endsAt"),
                version = VersionOf(form) is > 0 and var version ? version : (int?)null,
            };
            answer = curation is null
                ? await inside.CallAsync(nameof(AddCuration), body: body)
                : await inside.CallAsync(nameof(PutCuration), new { curation }, body);
            if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "/queries"));
            form.Take(problem, visit);
        }

        return curation is { } id
            ? await QueryAsync(id, form, answer?.Status ?? 400, inside)
            : await QueriesAsync(null, form, answer?.Status ?? 400, inside);
    }

    // A line each: the product's address or its id, as it stands in the address bar.
    static async Task<IReadOnlyList<Guid>> ProductsAsync(Filled form, string field, Visit visit, Inside inside)
    {
        var found = new List<Guid>();
        foreach (var line in (form[field] ?? "").Split('\n', StringSplitOptions.TrimEntries
            | StringSplitOptions.RemoveEmptyEntries).Take(Curation.MostHidden + 1))
        {
            var name = line.Split('?')[0].TrimEnd('/').Split('/')[^1];
            if (Guid.TryParse(name, out var id)) found.Add(id);
            else if (await ProductOfAsync(name, inside) is { } product) found.Add(product);
            else form.Blame(field, visit.Say("find.no-product", line));
        }

        return [.. found.Distinct()];
    }

    /// <summary>The product at an address of a page; null where there is none.</summary>
    internal static async Task<Guid?> ProductOfAsync(string name, Inside inside)
    {
        if (Guid.TryParse(name, out var id)) return id;
        var answer = await inside.CallAsync(nameof(Catalog.GetProduct), new { idOrSlug = name });
        return answer.Problem is null ? answer.Read<Catalog.ProductView>().Id : null;
    }

    static async Task<IResult> RemoveQuery(
        Guid curation, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var version = VersionOf(Filled.Of(sent, "version"));
        var answer = await inside.CallAsync(nameof(DeleteCuration), new { curation, version });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place + "/queries"));
    }

    static string? LanguageOf(Filled form) => form["language"] is { Length: > 0 } language ? language : null;

    static string[] Parts(string? text) =>
        (text ?? "").Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static int VersionOf(Filled form) =>
        int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0;
}
