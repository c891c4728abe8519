using Feria.Contracts;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Stores for those who approve them: who waits, what is asked of each, and what was decided.</summary>
static class ShowStores
{
    const string Place = "/operations/stores";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageStores);
        pages.MapGet(Place + "/{store:guid}", (Guid store, Inside inside) =>
            OneAsync(store, new Filled(), 200, inside)).RequireAccess(Permission.ManageStores);
        pages.MapPost(Place + "/{store:guid}", Decide).RequireAccess(Permission.ManageStores);
        pages.MapPost(Place + "/{store:guid}/requirements/{name}", DecideAsked).RequireAccess(Permission.ManageStores);
    }

    public static string PathOf(Guid store) => $"{Place}/{store}";

    // Who waits comes first: that is what there is to do.
    static async Task<IResult> ShowAll(string? status, string? cursor, Inside inside)
    {
        var which = status switch { null => StoreLife.Applied, "all" => null, _ => status };
        var answer = await inside.CallAsync(nameof(ListStores), new { status = which, cursor, limit = 50 });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoresPage>(new
        {
            Found = answer.Read<Page<ListStores.Listed>>(),
            Status = which ?? "all",
        });
    }

    static async Task<IResult> Decide(
        Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "decision", "why");
        var answer = await inside.CallAsync(
            nameof(DecideStore), new { store }, new { decision = form["decision"], why = form["why"] });
        return await AfterAsync(store, form, answer, visit, inside);
    }

    static async Task<IResult> DecideAsked(
        Guid store, string name, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "how", "why");
        var answer = await inside.CallAsync(
            nameof(DecideRequirement), new { store, name }, new { how = form["how"], why = form["why"] });
        return await AfterAsync(store, form, answer, visit, inside);
    }

    static async Task<IResult> AfterAsync(
        Guid store, Filled form, Inside.Answer answer, Visit visit, Inside inside)
    {
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store)));
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return await OneAsync(store, form, answer.Status, inside);
    }

    static async Task<IResult> OneAsync(Guid store, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetStoreFile), new { store });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoreFilePage>(new { Store = answer.Read<StoreFile>(), Form = form })
        {
            StatusCode = status,
        };
    }
}
