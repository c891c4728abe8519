using System.Globalization;
using Feria.Orders;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>A store's returns: what waits first, and one page with all that can be done about each.</summary>
static class ShowStoreReturns
{
    const string Place = "/sell/{store:guid}/returns";
    const string One = Place + "/{id:guid}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapGet(One, (Guid store, Guid id, Inside inside) =>
            PageAsync(store, id, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(One + "/accept", Accept).RequireAccount();
        pages.MapPost(One + "/refuse", Refuse).RequireAccount();
        pages.MapPost(One + "/receive", Receive).RequireAccount();
        pages.MapPost(One + "/refund", Grant).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/returns";

    public static string PathOf(Guid store, Guid id) => $"{PathOf(store)}/{id}";

    static async Task<IResult> Show(Guid store, string? status, string? cursor, Inside inside)
    {
        var which = status switch { null or "" => ListStoreReturns.ToDo, "all" => null, _ => status };
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListStoreReturns), new { store, status = which, cursor });
        if (found.Problem is { } problem) return problem.AsProblem();
        var counts = await inside.CallAsync(nameof(CountStoreReturns), new { store });
        if (counts.Problem is { } closed) return closed.AsProblem();
        return new RazorComponentResult<StoreReturnsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Counts = counts.Read<CountStoreReturns.Answer>(),
            Found = found.Read<Page<ListStoreReturns.Listed>>(),
            Status = which ?? "all",
        });
    }

    static Task<IResult> Accept(
        Guid store, Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "words", "payer");
        return DoAsync(
            nameof(AcceptReturn), store, id, new { words = form["words"], payer = form["payer"] }, form, visit, inside);
    }

    static Task<IResult> Refuse(
        Guid store, Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "words");
        return DoAsync(nameof(RefuseReturn), store, id, new { words = form["words"] }, form, visit, inside);
    }

    static Task<IResult> Receive(
        Guid store, Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        string[] units = [.. sent.Keys.Where(IsUnits).Take(200)];
        var form = Filled.Of(sent, ["words", "amount", "currency", "anew", .. units]);
        return DoAsync(nameof(ReceiveReturn), store, id, new
        {
            shelf = units.Select(name => new
            {
                line = NumberOf(name[ShowStoreOrder.Units.Length..]), quantity = NumberOf(form[name]),
            }),
            anew = form["anew"] == "yes", amount = SumOf(form), words = form["words"],
        }, form, visit, inside);
    }

    static Task<IResult> Grant(
        Guid store, Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "words", "amount", "currency");
        return DoAsync(
            nameof(GrantReturn), store, id, new { amount = SumOf(form), words = form["words"] }, form, visit, inside);
    }

    /// <summary>What was typed; null where nothing was, and a sum the API refuses where it is none.</summary>
    internal static object? SumOf(Filled form) => form["amount"] is not { Length: > 0 } text ? null : new
    {
        amount = ShowListings.MinorOf(text, form["currency"] ?? "") ?? (text.Trim('0', '.') == "" ? 0 : -1),
        currency = form["currency"],
    };

    static async Task<IResult> DoAsync(
        string slice, Guid store, Guid id, object body, Filled form, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { store, id }, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store, id)));
        form.Take(problem, visit);
        form.Problem ??= visit.Refused(problem.Code, problem.Title);
        return await PageAsync(store, id, form, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(Guid store, Guid id, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetStoreReturn), new { store, id });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoreReturnPage>(new
        {
            Store = file.Read<StoreFile>(),
            Back = found.Read<Return>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static bool IsUnits(string name) => name.StartsWith(ShowStoreOrder.Units, StringComparison.Ordinal);

    static int NumberOf(string? text) => text is null or "" ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;
}
