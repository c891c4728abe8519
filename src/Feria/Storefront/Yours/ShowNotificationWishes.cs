using Feria.Contracts;
using Feria.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What an account wishes to be told, how and when.</summary>
static class ShowNotificationWishes
{
    const string Place = "/account/notifications";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place, Save).RequireAccount();
    }

    static async Task<IResult> Show(string? said, Inside inside)
    {
        var wishes = (await inside.CallAsync(nameof(GetNotificationWishes))).Read<NotificationWishes>();
        var form = new Filled
        {
            ["quietFrom"] = wishes.QuietFrom, ["quietUntil"] = wishes.QuietUntil, ["zone"] = wishes.Zone,
        };
        return Page(wishes, form, said == "saved", 200);
    }

    static async Task<IResult> Save([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "quietFrom", "quietUntil", "zone");
        var wishes = new NotificationWishes(
            [
                .. NoticeTopic.All.Select(topic => new NotificationWishes.Topic(
                    topic, NoticeTopic.OfLetters.Contains(topic) ? sent["email"].Contains(topic) : null,
                    sent["inApp"].Contains(topic))),
            ],
            Clock(form, "quietFrom"), Clock(form, "quietUntil"), form["zone"]!, sent["daily"] == "true");
        var answer = await inside.CallAsync(nameof(PutNotificationWishes), null, wishes);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "?said=saved"));
        form.Take(problem, visit);
        return Page(wishes, form, false, answer.Status);
    }

    static string? Clock(Filled form, string name) => form[name] is { Length: > 0 } clock ? clock : null;

    static RazorComponentResult<NotificationWishesPage> Page(
        NotificationWishes wishes, Filled form, bool isSaved, int status) =>
        new(new { Wishes = wishes, Form = form, IsSaved = isSaved }) { StatusCode = status };
}
