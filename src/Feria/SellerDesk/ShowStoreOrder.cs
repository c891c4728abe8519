using System.Globalization;
using Feria.Orders;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>One order of a store: prepare it, send it in one parcel or several, say where they are.</summary>
static class ShowStoreOrder
{
    const string Place = ShowStoreOrders.Place + "/{order:guid}";
    const string Parcel = Place + "/shipments/{shipment:guid}";

    /// <summary>How a form names the units of a line.</summary>
    public const string Units = "units-";

    /// <summary>How a form names the units of a line that are paid back.</summary>
    public const string Refunded = "refunded-";

    static readonly string[] Names = ["key", "carrier", "trackingNumber", "trackingUrl"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, Guid order, string? said, Visit visit, Inside inside) => PageAsync(
            store, order, FormOf(),
            said is "sent" or "packed" or "saved" ? visit.Say("sell.order-said." + said) : null, 200,
            inside)).RequireAccount();
        pages.MapGet(Place + "/slip", ShowSlip).RequireAccount();
        pages.MapPost(Place + "/preparation", (Guid store, Guid order, Visit visit, Inside inside) => DoAsync(
            nameof(BeginPreparing), new { store, order }, null, store, order, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/shipments", Ship).RequireAccount();
        pages.MapPost(Parcel + "/tracking", Correct).RequireAccount();
        pages.MapPost(Parcel + "/status", Move).RequireAccount();
        pages.MapPost(Place + "/refunds", Refund).RequireAccount();
        pages.MapPost(Place + "/unsent-refund",
            (Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside) => DoAsync(
                nameof(RefundUnsent), new { store, order }, new { shelf = sent["shelf"] == "yes" }, store, order,
                visit, inside)).RequireAccount();
        pages.MapPost(Place + "/cancel",
            (Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside) => DoAsync(
                nameof(CancelStoreOrder), new { store, order }, new { why = sent["why"].ToString() }, store, order,
                visit, inside)).RequireAccount();
    }

    public static string PathOf(Guid store, Guid order) => $"{ShowStoreOrders.PathOf(store)}/{order}";

    // The same form sent twice sends one parcel.
    static Filled FormOf() => new() { ["key"] = Token.New() };

    static async Task<IResult> Ship(
        Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, [.. Names, .. sent.Keys.Where(IsUnits).Take(200)]);
        var lines = sent.Keys.Where(IsUnits).Select(name => new
        {
            line = NumberOf(name[Units.Length..]),
            quantity = NumberOf(form[name]),
        }).Where(item => item.quantity != 0).ToList();
        if (lines.Count == 0) form.Problem = visit.Say("sell.order-nothing");
        if (!form.Fine) return await PageAsync(store, order, form, null, 400, inside);

        var answer = await inside.CallAsync(nameof(ShipOrder), new { store, order }, new
        {
            lines,
            carrier = form["carrier"],
            trackingNumber = form["trackingNumber"],
            trackingUrl = form["trackingUrl"] is { Length: > 0 } url ? url : null,
        }, form["key"] is { Length: > 0 and <= 200 } key ? key : null);
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(store, order)
                + (answer.Read<StoreOrder>().Promise is { IsPickup: true } ? "?said=packed" : "?said=sent")));
        form.Take(problem, visit);
        // Filled in anew, it is another parcel; where the first is still being sent, it is the same one.
        if (problem.Code != KernelRefusals.IdempotencyKeyBusy.Code) form["key"] = Token.New();
        return await PageAsync(store, order, form, null, answer.Status, inside);
    }

    static async Task<IResult> Refund(
        Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        string[] units = [.. sent.Keys.Where(name => name.StartsWith(Refunded, StringComparison.Ordinal)).Take(200)];
        var form = Filled.Of(sent, ["key", "amount", "currency", "reason", "note", .. units]);
        var lines = units.Select(name => new
        {
            line = NumberOf(name[Refunded.Length..]), quantity = NumberOf(form[name]),
        }).Where(item => item.quantity != 0).ToList();
        // Everything is never meant by leaving a form as it was.
        if (lines.Count == 0 && form["amount"] is null or "") form.Problem = visit.Say("refunds.nothing");
        if (!form.Fine) return await PageAsync(store, order, form, null, 400, inside);
        var answer = await inside.CallAsync(nameof(RefundOrder), new { store, order }, new
        {
            amount = ShowStoreReturns.SumOf(form), reason = form["reason"], note = form["note"], lines,
        }, form["key"] is { Length: > 0 and <= 200 } key ? key : null);
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(store, order) + "?said=saved"));
        form.Take(problem, visit);
        form.Problem ??= visit.Refused(problem.Code, problem.Title);
        if (problem.Code != KernelRefusals.IdempotencyKeyBusy.Code) form["key"] = Token.New();
        return await PageAsync(store, order, form, null, answer.Status, inside);
    }

    static Task<IResult> Correct(
        Guid store, Guid order, Guid shipment, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, [.. Names, "version"]);
        return DoAsync(nameof(PutTracking), new { store, order, shipment }, new
        {
            version = NumberOf(form["version"]),
            carrier = form["carrier"],
            trackingNumber = form["trackingNumber"],
            trackingUrl = form["trackingUrl"] is { Length: > 0 } url ? url : null,
        }, store, order, visit, inside);
    }

    static Task<IResult> Move(
        Guid store, Guid order, Guid shipment, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "status", "at", "note");
        return DoAsync(nameof(MoveShipment), new { store, order, shipment }, new
        {
            status = form["status"],
            at = form.InstantOf("at"),
            note = form["note"],
        }, store, order, visit, inside);
    }

    static async Task<IResult> ShowSlip(Guid store, Guid order, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetStoreOrder), new { store, order });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<PackingSlipPage>(new
        {
            Store = file.Read<StoreFile>(),
            Order = found.Read<StoreOrder>(),
        });
    }

    // What the page's buttons do; a refusal stands over the page as it is now.
    static async Task<IResult> DoAsync(
        string slice, object route, object? body, Guid store, Guid order, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, route, body);
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(store, order) + "?said=saved"));
        var form = FormOf();
        form.Problem = visit.Refused(problem.Code, problem.Errors.Values.FirstOrDefault()?.FirstOrDefault()
            ?? problem.Title);
        return await PageAsync(store, order, form, null, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(
        Guid store, Guid order, Filled form, string? said, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetStoreOrder), new { store, order });
        if (found.Problem is { } problem) return problem.AsProblem();
        var back = await inside.CallAsync(nameof(GetStoreRefunds), new { store, order });
        if (back.Problem is { } unread) return unread.AsProblem();
        return new RazorComponentResult<StoreOrderPage>(new
        {
            Store = file.Read<StoreFile>(),
            Order = found.Read<StoreOrder>(),
            Back = back.Read<GetStoreRefunds.Answer>(),
            Form = form,
            Said = said,
        })
        { StatusCode = status };
    }

    static bool IsUnits(string name) => name.StartsWith(Units, StringComparison.Ordinal);

    // What is no number is none the API takes.
    static int NumberOf(string? text) => text is null or "" ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;
}
