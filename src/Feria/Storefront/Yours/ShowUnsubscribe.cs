using Feria.Marketing;
using Feria.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>
/// Where letters about promotions lead: to what they tell of, and to their end. A mail program may end them by one
/// click (RFC 8058), which is a post to the same address.
/// </summary>
static class ShowUnsubscribe
{
    public const string Place = "/unsubscribe";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? token) => Page(token, false, null, 200)).AllowAnyone();
        pages.MapPost(Place, End).AllowAnyone();
        pages.MapGet("/c/{mark}", Follow).AllowAnyone();
    }

    static async Task<IResult> End(string? token, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(Unsubscribe), null, new { token = token ?? "" });
        return answer.Problem is { } problem
            ? Page(token, false, visit.Refused(problem.Code, problem.Title), 404)
            : Page(token, true, null, 200);
    }

    static async Task<IResult> Follow(string mark, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(FollowCampaignLink), null, new { mark });
        // Cut short on its way or not: whoever wanted to come here is here.
        return new SeeOther(visit.To(answer.Found<FollowCampaignLink.Answer>()?.Path ?? "/"));
    }

    static RazorComponentResult Page(string? token, bool isDone, string? trouble, int status) =>
        new RazorComponentResult<UnsubscribePage>(new { Token = token ?? "", IsDone = isDone, Trouble = trouble })
        {
            StatusCode = status,
        };
}
