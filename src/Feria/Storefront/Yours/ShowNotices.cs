using Feria.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What an account was told, newest first. Opening one reads it and leads to what it is about.</summary>
static class ShowNotices
{
    const string Place = "/account/notices";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/read", ReadAll).RequireAccount();
        pages.MapPost(Place + "/{notice:guid}", Open).RequireAccount();
    }

    static async Task<IResult> Show(string? cursor, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListNotices), new { cursor });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<NoticesPage>(new { Found = found.Read<ListNotices.Answer>() });
    }

    static async Task<IResult> ReadAll([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        if (Guid.TryParse(sent["upTo"], out var upTo)) await inside.CallAsync(nameof(ReadNotices), null, new { upTo });
        return new SeeOther(visit.To(Place));
    }

    // Only a path of this site leads on: whatever was sent, it is one a notice has.
    static async Task<IResult> Open(Guid notice, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        await inside.CallAsync(nameof(ReadNotices), null, new { one = notice });
        var path = sent["path"].ToString();
        return new SeeOther(visit.To(path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.Contains('\\') ? path : Place));
    }
}
