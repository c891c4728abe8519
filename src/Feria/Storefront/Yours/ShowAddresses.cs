using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>The address book.</summary>
static class ShowAddresses
{
    const string Place = "/account/addresses";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place, Add).RequireAccount();
        pages.MapPost(Place + "/{id:guid}/remove", Remove).RequireAccount();
    }

    static Task<IResult> Show(
        string? said, Visit visit, Caller caller, Database db, Vault vault, CancellationToken stop) =>
        PageAsync(new Filled(), 200, said, visit, caller, db, vault, stop);

    static async Task<IResult> Add(
        [FromForm] IFormCollection sent, Visit visit, Caller caller, Database db, Vault vault, Inside inside,
        CancellationToken stop)
    {
        var form = Filled.Of(sent, AddressForm.Names);
        var answer = await inside.CallAsync(nameof(AddAddress), body: AddressForm.Of(form));
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "?said=saved"));
        form.Take(problem, visit);
        return await PageAsync(form, answer.Status, null, visit, caller, db, vault, stop);
    }

    static async Task<IResult> Remove(Guid id, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RemoveAddress), new { id });
        return answer.Problem is null
            ? new SeeOther(visit.To(Place + "?said=removed"))
            : Refusals.AddressNotFound.AsProblem();
    }

    static async Task<IResult> PageAsync(
        Filled form, int status, string? said, Visit visit, Caller caller, Database db, Vault vault,
        CancellationToken stop)
    {
        var kept = (await ListAddresses.HandleAsync(caller, db, vault, stop)).Value!.Items;
        return new RazorComponentResult<AddressesPage>(new
        {
            Shown = new AddressesPage.View(
                [
                    .. kept.Select(address =>
                        new AddressesPage.Kept(address.Id, AddressForm.LinesOf(address, visit.Language))),
                ],
                form,
                said switch
                {
                    "saved" => visit.Say("addresses.saved"),
                    "removed" => visit.Say("addresses.removed"),
                    _ => null,
                }),
        })
        { StatusCode = status };
    }
}
