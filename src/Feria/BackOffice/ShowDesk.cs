using Feria.Contracts;
using Feria.Insights;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.BackOffice;

/// <summary>The back office's front room: what waits for whoever comes in, and a search through everything.</summary>
static class ShowDesk
{
    const string Place = "/operations";

    /// <summary>Where each kind of work is done, most pressing first.</summary>
    static readonly (string Name, string Path)[] Work =
    [
        ("operations.incidents", ShowIncidents.Place),
        ("operations.parked-jobs", "/operations/jobs"),
        ("operations.parked-events", "/operations/reactions"),
        ("payments.disputes", "/operations/money/disputes"),
        ("orders.escalated-returns", "/operations/returns"),
        ("stores.applied", "/operations/stores"),
        ("trust.open", "/operations/moderation"),
        ("trust.appeals", "/operations/moderation?which=appeals"),
        ("inventory.discrepancies", "/operations/stock"),
        ("payments.payouts", "/operations/money"),
        ("marketing.campaigns", ShowCampaigns.Place),
    ];

    /// <summary>Where what was found is looked at, by its kind.</summary>
    static readonly (string Kind, Func<FindThings.Found, string> PathOf)[] Kinds =
    [
        ("order", thing => ShowAllOrders.PathOf(Guid.Parse(thing.Id))),
        ("store", thing => ShowStores.PathOf(Guid.Parse(thing.Id))),
        ("user", thing => ShowUsers.PathOf(Guid.Parse(thing.Id))),
        ("category", thing => $"/operations/categories/{thing.Id}"),
        ("product", thing => $"/product/{thing.Note}"),
    ];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireStaff();
        pages.MapGet(Place + "/find", Find).RequireStaff();
    }

    static async Task<IResult> Show(Caller caller, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListToDos));
        if (answer.Problem is { } problem) return problem.AsProblem();
        var found = answer.Read<Page<ListToDos.Waiting>>().Items.ToDictionary(work => work.Name);
        return new RazorComponentResult<DeskPage>(new
        {
            Todo = Work.Where(work => found.ContainsKey(work.Name))
                .Select(work => new DeskPage.Task(work.Path, found[work.Name]))
                .ToList(),
            Name = caller.Name ?? "",
            Today = caller.May(Permission.ReadFigures)
                ? (await inside.CallAsync(nameof(GetToday))).Found<GetToday.Answer>()?.Currencies ?? []
                : [],
        });
    }

    static async Task<IResult> Find(string? q, Inside inside)
    {
        var text = (q ?? "").Trim();
        IReadOnlyList<FindThings.Found> found = [];
        if (text.Length is >= 2 and <= 200)
        {
            var answer = await inside.CallAsync(nameof(FindThings), new { q = text });
            if (answer.Problem is { } problem) return problem.AsProblem();
            found = answer.Read<Page<FindThings.Found>>().Items;
        }

        // The only one there is was meant.
        if (found is [{ } only] && PathTo(only) is { } path) return new SeeOther(path);
        return new RazorComponentResult<FoundPage>(new
        {
            Sought = text, Found = found, PathTo = (Func<FindThings.Found, string?>)PathTo,
        });
    }

    static string? PathTo(FindThings.Found thing) =>
        Kinds.FirstOrDefault(kind => kind.Kind == thing.Kind).PathOf?.Invoke(thing);
}
