using System.Net.Mime;
using Feria.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>The cart's forms: put in, change how many, take out. A script gets its answer in place.</summary>
static class ChangeCart
{
    const int Attempts = 4;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/cart/add", Add).AllowAnyone();
        pages.MapPost("/cart/set", Set).AllowAnyone();
        pages.MapPost("/cart/remove", Remove).AllowAnyone();
        pages.MapPost("/cart/coupon", Try).AllowAnyone();
        pages.MapPost("/cart/save", ([FromForm] Guid offer, Visit visit, Inside inside) =>
            MoveAsync(nameof(SaveForLater), offer, visit, inside)).AllowAnyone();
        pages.MapPost("/cart/bring-back", ([FromForm] Guid offer, Visit visit, Inside inside) =>
            MoveAsync(nameof(BringBackSaved), offer, visit, inside)).AllowAnyone();
        pages.MapPost("/cart/forget", ([FromForm] Guid offer, Visit visit, Inside inside) =>
            MoveAsync(nameof(DropSaved), offer, visit, inside)).AllowAnyone();
    }

    static async Task<IResult> Add(
        [FromForm] Guid offer, [FromForm] int? quantity, [FromForm] string? go, HttpContext http, Visit visit,
        Inside inside)
    {
        var answer = await AddAsync(inside, offer, Math.Clamp(quantity ?? 1, 1, Cart.MostUnits));
        if (http.Request.Headers.Accept == MediaTypeNames.Application.Json)
        {
            return answer.Problem is { } refused
                ? TypedResults.Json(
                    new { title = visit.Refused(refused.Code, refused.Title) }, statusCode: answer.Status)
                : TypedResults.Json(new
                {
                    count = answer.Read<Cart>().Count,
                    says = visit.Say("cart.added"),
                    link = visit.To("/cart"),
                    see = visit.Say("cart.see"),
                });
        }

        if (answer.Problem is { } problem) return Back(visit, $"/cart?because={problem.Code}");
        return Back(visit, go == "checkout" ? "/checkout" : "/cart?added=true");
    }

    // Adding is more than was there: set under the version that was seen, and seen again where another was faster.
    static async Task<Inside.Answer> AddAsync(Inside inside, Guid offer, int quantity)
    {
        for (var attempt = 1; ; attempt++)
        {
            var cart = (await inside.CallAsync(nameof(GetCart))).Read<Cart>();
            var had = cart.Items.FirstOrDefault(item => item.Offer == offer)?.Quantity ?? 0;
            var answer = await inside.CallAsync(nameof(PutCartItem), new { offer }, new
            {
                quantity = Math.Min(had + quantity, Cart.MostUnits),
                expectedVersion = cart.Version,
            });
            if (answer.Problem?.Code != Refusals.CartChanged.Code || attempt == Attempts) return answer;
        }
    }

    static async Task<IResult> Set(
        [FromForm] Guid offer, [FromForm] int quantity, [FromForm] long? version, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(
            nameof(PutCartItem), new { offer }, new { quantity, expectedVersion = version });
        return Back(visit, answer.Problem is { } problem ? $"/cart?because={problem.Code}" : "/cart");
    }

    static async Task<IResult> Remove([FromForm] Guid offer, [FromForm] int? quantity, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(DeleteCartItem), new { offer });
        return Back(visit, answer.Problem is { } problem
            ? $"/cart?because={problem.Code}"
            : $"/cart?removed={offer}&quantity={Math.Clamp(quantity ?? 1, 1, Cart.MostUnits)}");
    }

    // Without a code the one that is there goes.
    static async Task<IResult> Try([FromForm] string? coupon, Visit visit, Inside inside)
    {
        var code = coupon?.Trim() ?? "";
        var answer = code.Length == 0
            ? await inside.CallAsync(nameof(DeleteCartCoupon))
            : await inside.CallAsync(nameof(PutCartCoupon), body: new { code });
        return Back(visit, answer.Problem is { } problem
            ? $"/cart?because={problem.Code}&coupon={Uri.EscapeDataString(code[..Math.Min(code.Length, 60)])}"
            : "/cart");
    }

    static async Task<IResult> MoveAsync(string slice, Guid offer, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { offer });
        return Back(visit, answer.Problem is { } problem ? $"/cart?because={problem.Code}" : "/cart");
    }

    static IResult Back(Visit visit, string path) => new SeeOther(visit.To(path));
}
