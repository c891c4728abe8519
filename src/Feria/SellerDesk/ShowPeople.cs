using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>Who works in a store: invite, change a role, let go.</summary>
static class ShowPeople
{
    const string Place = "/sell/{store:guid}/people";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, Visit visit, Inside inside) =>
            PageAsync(store, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(Place, Invite).RequireAccount();
        pages.MapPost(Place + "/{account:guid}/role", GiveRole).RequireAccount();
        pages.MapPost(Place + "/{account:guid}/remove", (Guid store, Guid account, Visit visit, Inside inside) =>
            DoAsync(nameof(RemoveStaff), new { store, account }, null, store, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/invitations/{invitation:guid}/remove",
            (Guid store, Guid invitation, Visit visit, Inside inside) => DoAsync(
                nameof(TakeBackInvitation), new { store, invitation }, null, store, visit, inside)).RequireAccount();
    }

    static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/people";

    static async Task<IResult> Invite(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "email", "role");
        var answer = await inside.CallAsync(
            nameof(InviteStaff), new { store }, new { email = form["email"], role = form["role"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store)));
        form.Take(problem, visit);
        return await PageAsync(store, form, answer.Status, inside);
    }

    static Task<IResult> GiveRole(
        Guid store, Guid account, [FromForm] IFormCollection sent, Visit visit, Inside inside) => DoAsync(
        nameof(PutStaff), new { store, account }, new { role = sent["role"].ToString() }, store, visit, inside);

    static async Task<IResult> DoAsync(
        string slice, object route, object? body, Guid store, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, route, body);
        // Who let themselves go has no people to look at any more.
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To((await inside.CallAsync(nameof(ListStaff), new { store })).Problem is null
                ? PathOf(store)
                : ShowSelling.Place));
        return await PageAsync(
            store, new Filled { Problem = visit.Refused(problem.Code, problem.Title) }, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(Guid store, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var people = await inside.CallAsync(nameof(ListStaff), new { store });
        if (people.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<PeoplePage>(new
        {
            Store = file.Read<StoreFile>(),
            People = people.Read<ListStaff.Answer>(),
            Form = form,
        })
        { StatusCode = status };
    }
}
