using Feria.Notifications;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Where an account is told things beside its mailbox: its phone, its browsers and applications.</summary>
static class ShowChannels
{
    const string Place = ShowNotificationWishes.Place;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(Place + "/phone", Ask).RequireAccount();
        pages.MapPost(Place + "/phone/code", Confirm).RequireAccount();
        pages.MapPost(Place + "/phone/remove", RemoveNumber).RequireAccount();
        pages.MapPost(Place + "/devices/{device:guid}/remove", Remove).RequireAccount();
    }

    static Task<IResult> Ask([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "phone");
        return DoAsync(nameof(AskPhoneCode), new { phone = form["phone"] }, "asked", form, visit, inside);
    }

    static Task<IResult> Confirm([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "phoneCode");
        return DoAsync(nameof(ConfirmPhone), new { phoneCode = form["phoneCode"] }, "confirmed", form, visit, inside);
    }

    static async Task<IResult> RemoveNumber(Visit visit, Inside inside)
    {
        await inside.CallAsync(nameof(RemovePhone));
        return new SeeOther(visit.To(Place + "?said=phone-gone"));
    }

    static async Task<IResult> Remove(Guid device, Visit visit, Inside inside)
    {
        await inside.CallAsync(nameof(RemoveDevice), new { device });
        return new SeeOther(visit.To(Place + "?said=device-gone"));
    }

    static async Task<IResult> DoAsync(
        string slice, object body, string then, Filled form, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, null, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}?said={then}"));
        form.Take(problem, visit);
        return await ShowNotificationWishes.PageAsync(inside, status: answer.Status, phone: form);
    }
}
