using System.Net.Mime;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What people keep on lists: the heart, the lists, and a list whose link somebody was given.</summary>
static class ShowLists
{
    internal const string Place = "/account/lists";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/lists/keep", Keep).AllowAnyone();
        pages.MapGet("/lists/{link}", ShowShared).AllowAnyone();
        pages.MapGet(Place, (string? because, Visit visit, Inside inside) => Show(null, because, visit, inside))
            .RequireAccount();
        pages.MapPost(Place, Add).RequireAccount();
        pages.MapGet(Place + "/{list:guid}", (Guid list, string? because, Visit visit, Inside inside) =>
            Show(list, because, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/rename", Rename).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/remove", Remove).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/share", (Guid list, Visit visit, Inside inside) =>
            ThenAsync(nameof(ShareList), list, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/unshare", (Guid list, Visit visit, Inside inside) =>
            ThenAsync(nameof(UnshareList), list, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/{offer:guid}/remove", TakeOff).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/{offer:guid}/move", Move).RequireAccount();
        pages.MapPost(Place + "/{list:guid}/{offer:guid}/note", Note).RequireAccount();
    }

    // A script gets its answer in place; without one the form goes to the list.
    static async Task<IResult> Keep(
        [FromForm] Guid offer, [FromForm] Guid? product, [FromForm] bool? forget, [FromForm] string? back,
        Caller caller, HttpContext http, Visit visit, Inside inside)
    {
        var isScript = http.Request.Headers.Accept == MediaTypeNames.Application.Json;
        if (caller.Account is null)
        {
            var door = visit.To("/sign-in?back=" + Uri.EscapeDataString(back ?? "/"));
            return isScript ? TypedResults.Json(new { door }, statusCode: 401) : new SeeOther(door);
        }

        var answer = forget is true
            ? await inside.CallAsync(nameof(ForgetProduct), new { product })
            : await inside.CallAsync(nameof(KeepOffer), new { offer }, new { });
        if (!isScript)
            return answer.Problem is { } problem
                ? problem.AsProblem()
                : new SeeOther(visit.To(Place));
        return answer.Problem is { } refused
            ? TypedResults.Json(new { title = visit.Refused(refused.Code, refused.Title) }, statusCode: answer.Status)
            : TypedResults.Json(new
            {
                kept = forget is not true,
                says = visit.Say(forget is true ? "lists.taken-off" : "lists.kept-now"),
                link = visit.To(Place),
                see = visit.Say("lists.see"),
            });
    }

    static async Task<IResult> ShowShared(string link, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetSharedList), new { link });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<SharedListPage>(new { Shown = answer.Read<GetSharedList.Answer>() });
    }

    static async Task<IResult> Show(Guid? list, string? because, Visit visit, Inside inside)
    {
        var all = (await inside.CallAsync(nameof(ListMyLists))).Read<Page<KeptList>>().Items;
        if (list is { } asked && all.All(one => one.Id != asked)) return Refusals.ListNotFound.AsProblem();
        var chosen = all.FirstOrDefault(one => one.Id == list) ?? all.FirstOrDefault();
        var found = chosen is null ? null : await inside.CallAsync(nameof(GetMyList), new { list = chosen.Id });
        if (found?.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<ListsPage>(new
        {
            Lists = all,
            Chosen = chosen,
            Items = found?.Read<GetMyList.Answer>().Items ?? [],
            Problem = because is null ? null : visit.Refused(because),
        });
    }

    static async Task<IResult> Add([FromForm] string? name, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(AddList), body: new { name });
        return answer.Problem is { } problem
            ? new SeeOther(visit.To($"{Place}?because={problem.Code}"))
            : Back(visit, answer.Read<KeptList>().Id, answer);
    }

    static async Task<IResult> Rename(Guid list, [FromForm] string? name, Visit visit, Inside inside) =>
        Back(visit, list, await inside.CallAsync(nameof(RenameList), new { list }, new { name }));

    static async Task<IResult> Remove(Guid list, Visit visit, Inside inside)
    {
        await inside.CallAsync(nameof(RemoveList), new { list });
        return new SeeOther(visit.To(Place));
    }

    static async Task<IResult> ThenAsync(string slice, Guid list, Visit visit, Inside inside) =>
        Back(visit, list, await inside.CallAsync(slice, new { list }));

    static async Task<IResult> TakeOff(Guid list, Guid offer, Visit visit, Inside inside) =>
        Back(visit, list, await inside.CallAsync(nameof(TakeOffList), new { list, offer }));

    static async Task<IResult> Move(Guid list, Guid offer, [FromForm] string? to, Visit visit, Inside inside) =>
        Guid.TryParse(to, out var other)
            ? Back(visit, list, await inside.CallAsync(nameof(MoveToList), new { list, offer }, new { to = other }))
            : new SeeOther(visit.To($"{Place}/{list}"));

    static async Task<IResult> Note(Guid list, Guid offer, [FromForm] string? note, Visit visit, Inside inside) =>
        Back(visit, list, await inside.CallAsync(nameof(KeepOffer), new { offer }, new { list, note = note ?? "" }));

    static SeeOther Back(Visit visit, Guid list, Inside.Answer answer) => new(visit.To(
        answer.Problem is not { } problem ? $"{Place}/{list}"
        : problem.Code == Refusals.ListNotFound.Code ? $"{Place}?because={problem.Code}"
        : $"{Place}/{list}?because={problem.Code}"));
}
