using Feria.Community;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>The visitor's orders, each with where it is; and the way out of one.</summary>
static class ShowOrders
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/orders", List).AllowAnyone();
        pages.MapGet("/orders/{order:guid}", One).AllowAnyone();
        pages.MapPost("/orders/{order:guid}/cancel", Cancel).AllowAnyone();
    }

    static async Task<Results<RazorComponentResult<OrdersPage>, ProblemHttpResult>> List(
        string? cursor, Visit visit, Caller caller, Database db, Purchases purchases, CancellationToken stop)
    {
        var found = (await ListOrders.Handle(10, cursor, caller, db, purchases, stop)).Result;
        if (found is not Ok<Page<Order>> { Value: { } page }) return (ProblemHttpResult)found;
        return new RazorComponentResult<OrdersPage>(new
        {
            Shown = new OrdersPage.View(
                [.. page.Items.Select(order => Told.Card(order, visit))],
                page.Next is { } next ? $"/orders?cursor={next}" : null),
        });
    }

    static async Task<Results<RazorComponentResult<OrderPage>, ProblemHttpResult>> One(
        Guid order, bool? cancelled, string? because, Visit visit, Caller caller, Database db, Purchases purchases,
        Correspondence correspondence, Returns returns, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Orders.Refusals.OrderNotFound.AsProblem();
        await using var session = await db.ReadFreshAsync(stop);
        var found = await purchases.OrderAsync(session, owner, order);
        if (found is null) return Orders.Refusals.OrderNotFound.AsProblem();

        var checkout = (await purchases.CheckoutAsync(session, owner, found.Checkout))!;
        var reviews = await ReviewsAsync(session, caller, found);
        var messages = await correspondence.StandingAsync(session, order, "buyer");
        // What waits for its money has nothing to give back.
        var back = found.Status == OrderStatus.Placed ? null : await returns.OfBuyerAsync(session, order);
        return new RazorComponentResult<OrderPage>(new
        {
            Shown = new OrderPage.View(
                Told.Card(found, visit), ShowStore.PathOf(found.Store.Slug), found.Items, found.Delivery,
                Told.Stops(found, visit), checkout.Payment.Method,
                AddressForm.LinesOf(checkout.Address, visit.Language), found.Shipments, found.Cancellable,
                checkout.Status == CheckoutStatus.Placed ? visit.ToPay(checkout.Payment.Next) : null,
                cancelled is true ? visit.Say("order.cancelled") : null,
                because is null ? null : visit.Refused(because))
            {
                Promise = found.Promise,
                Until = HowDelivered.Until(found, visit),
                Reviews = reviews,
                Discounts = found.Discounts,
                Back = back,
                AskPath = ShowReturns.AskingPathOf(order),
                MessagesPath = ShowMessages.PathOf(order),
                Unread = messages.Unread,
            },
        });
    }

    // What was delivered can be reviewed, each thing once.
    static async Task<IReadOnlyList<OrderPage.Reviewable>> ReviewsAsync(Session session, Caller caller, Order order)
    {
        if (caller.Account is not { } account || order.History.All(step => step.Status != OrderStatus.Delivered))
            return [];
        var lines = order.Lines.DistinctBy(line => line.Product).ToList();
        var written = await OwnReview.AmongAsync(session, [.. lines.Select(line => line.Product)], account);
        return
        [
            .. lines.Select(line => new OrderPage.Reviewable(
                line.Title, ShowReviewing.PathOf(line.Product, order.Id), written.Contains(line.Product))),
        ];
    }

    static async Task<IResult> Cancel(Guid order, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(CancelOrder), new { order });
        return new SeeOther(visit.To(Told.PathOf(order)
            + (answer.Problem is { } problem ? $"?because={problem.Code}" : "?cancelled=true")));
    }
}
