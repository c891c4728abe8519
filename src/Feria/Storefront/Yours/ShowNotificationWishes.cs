using Feria.Accounts;
using Feria.Contracts;
using Feria.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What an account wishes to be told, how and when.</summary>
static class ShowNotificationWishes
{
    public const string Place = "/account/notifications";

    static readonly string[] Told = ["saved", "asked", "confirmed", "phone-gone", "device-gone", "told"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place, Save).RequireAccount();
    }

    static Task<IResult> Show(string? said, Inside inside) => PageAsync(inside, said);

    static async Task<IResult> Save([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "quietFrom", "quietUntil", "zone");
        // Of a channel that is not offered here nothing is said.
        bool? Wants(string channel, string topic) =>
            sent["offered"].Contains(channel) ? sent[channel].Contains(topic) : null;
        var wishes = new NotificationWishes(
            [
                .. NoticeTopic.All.Select(topic => new NotificationWishes.Topic(
                    topic, NoticeTopic.OfLetters.Contains(topic) ? sent["email"].Contains(topic) : null,
                    sent["inApp"].Contains(topic), Wants("sms", topic), Wants("push", topic))),
            ],
            Clock(form, "quietFrom"), Clock(form, "quietUntil"), form["zone"]!, sent["daily"] == "true");
        var answer = await inside.CallAsync(nameof(PutNotificationWishes), null, wishes);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "?said=saved"));
        form.Take(problem, visit);
        return await PageAsync(inside, null, answer.Status, wishes, form);
    }

    static string? Clock(Filled form, string name) => form[name] is { Length: > 0 } clock ? clock : null;

    /// <summary>The page as it stands, or with what was just filled in and is not right.</summary>
    public static async Task<IResult> PageAsync(
        Inside inside, string? said = null, int status = 200, NotificationWishes? wishes = null, Filled? form = null,
        Filled? phone = null)
    {
        wishes ??= (await inside.CallAsync(nameof(GetNotificationWishes))).Read<NotificationWishes>();
        var channels = (await inside.CallAsync(nameof(GetChannels))).Read<GetChannels.Answer>();
        if (phone is null && channels.Sms is { Number: null, Asked: null })
            phone = new() { ["phone"] = (await inside.CallAsync(nameof(GetMe))).Read<GetMe.Me>().Phone };
        return new RazorComponentResult<NotificationWishesPage>(new
        {
            Wishes = wishes,
            Channels = channels,
            Form = form ?? new Filled
            {
                ["quietFrom"] = wishes.QuietFrom, ["quietUntil"] = wishes.QuietUntil, ["zone"] = wishes.Zone,
            },
            Phone = phone ?? new Filled(),
            Said = Told.Contains(said) ? said : null,
        }) { StatusCode = status };
    }
}
