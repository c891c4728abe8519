using System.Globalization;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>A buyer, with an account or as a guest, sends something back or reports what went wrong.</summary>
static class ShowReturns
{
    const string Asking = "/orders/{order:guid}/returns";
    const string Place = "/returns/{id:guid}";

    /// <summary>How a form names the units of a line.</summary>
    public const string Units = "units-";

    static readonly string[] Names = ["kind", "reason", "words", "pictures", "key"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Asking + "/new", (Guid order, Inside inside) =>
            AskingAsync(order, new Filled { ["key"] = Token.New() }, 200, inside)).AllowAnyone();
        pages.MapPost(Asking, Ask)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).AllowAnyone();
        pages.MapGet(Place, (Guid id, Inside inside) => PageAsync(id, new Filled(), 200, inside)).AllowAnyone();
        pages.MapPost(Place + "/shipment", Send).AllowAnyone();
        pages.MapPost(Place + "/withdraw", (Guid id, Visit visit, Inside inside) =>
            DoAsync(nameof(WithdrawReturn), id, null, new Filled(), visit, inside)).AllowAnyone();
        pages.MapPost(Place + "/escalate", (Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
        {
            var form = Filled.Of(sent, "words");
            return DoAsync(nameof(EscalateReturn), id, new { words = form["words"] }, form, visit, inside);
        }).AllowAnyone();
    }

    public static string AskingPathOf(Guid order) => $"{Told.PathOf(order)}/returns/new";

    static async Task<IResult> Ask(
        Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, [.. Names, .. sent.Keys.Where(IsUnits).Take(200)]);
        var gone = sent["picture-gone"];
        var added = await SentPictures.TakeAsync(
            sent, form, "files", visit, inside, nameof(AddReturnPicture), new { order });
        form["pictures"] = string.Join(' ', sent["picture"].Except(gone).Concat(added));
        var lines = sent.Keys.Where(IsUnits).Select(name => new
        {
            line = NumberOf(name[Units.Length..]), quantity = NumberOf(form[name]),
        }).Where(item => item.quantity != 0).ToList();
        if (lines.Count == 0) form.Problem = visit.Say("return.nothing");
        if (!form.Fine) return await AskingAsync(order, form, 400, inside);

        var answer = await inside.CallAsync(nameof(AskReturn), new { order }, new
        {
            kind = KindOf(form), reason = form["reason"], lines, words = form["words"],
            pictures = ShowReviewing.PicturesOf(form),
        }, form["key"] is { Length: > 0 and <= 200 } key ? key : null);
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(ReturnTold.PathOf(answer.Read<Return>().Id)));
        form.Take(problem, visit);
        form["key"] = Token.New();
        return await AskingAsync(order, form, answer.Status, inside);
    }

    // What the reason already says need not be chosen right.
    static string? KindOf(Filled form) => form["reason"] switch
    {
        ReturnKind.NotReceived => ReturnKind.Claim,
        "changed_mind" => ReturnKind.Return,
        _ => form["kind"],
    };

    static Task<IResult> Send(Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "carrier", "trackingNumber", "trackingUrl");
        return DoAsync(nameof(SendReturn), id, new
        {
            carrier = form["carrier"], trackingNumber = form["trackingNumber"],
            trackingUrl = form["trackingUrl"] is { Length: > 0 } url ? url : null,
        }, form, visit, inside);
    }

    static async Task<IResult> DoAsync(
        string slice, Guid id, object? body, Filled form, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { id }, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(ReturnTold.PathOf(id)));
        form.Take(problem, visit);
        return await PageAsync(id, form, answer.Status, inside);
    }

    static async Task<IResult> AskingAsync(Guid order, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetOrder), new { order });
        if (found.Problem is { } lost) return lost.AsProblem();
        var back = await inside.CallAsync(nameof(GetOrderReturns), new { order });
        if (back.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<AskReturnPage>(new
        {
            Order = found.Read<Order>(),
            Back = back.Read<GetOrderReturns.Answer>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static async Task<IResult> PageAsync(Guid id, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetReturn), new { id });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<ReturnPage>(new { Back = found.Read<Return>(), Form = form })
            {
                StatusCode = status,
            };
    }

    static bool IsUnits(string name) => name.StartsWith(Units, StringComparison.Ordinal);

    // What is no number is none the API takes.
    static int NumberOf(string? text) => text is null or "" ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;
}
