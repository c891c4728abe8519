using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// A page tells what of all that marketing shows its visitor had before their eyes, and what they followed. Answers at
/// once and never fails a page; what is not shown any more is passed over.
/// </summary>
public static class NoteShown
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/shown", Handle)
        .WithName(nameof(NoteShown))
        .AllowAnyone()
        .WithExample(new Body([Guid.Empty], null));

    public sealed record Body([Required, Length(0, 50)] IReadOnlyList<Guid> Seen, Guid? Followed);

    static NoContent Handle(
        Body body, Caller caller, HttpContext http, ShownLog shown, Vault vault, TimeProvider clock)
    {
        if (!IsSomebody(caller, http.Request)) return TypedResults.NoContent();
        foreach (var one in body.Seen.Distinct()) shown.Saw(one);
        if (body.Followed is not { } followed) return TypedResults.NoContent();
        var now = clock.GetUtcNow().UtcDateTime;
        var network = Network.Of(http.Connection.RemoteIpAddress ?? IPAddress.None);
        shown.Followed(new(
            followed, now, Hash(VisitorOf(caller, http.Request, network), now, vault), Hash(network, now, vault)));
        return TypedResults.NoContent();
    }

    // Programs that look around are not charged for, nor staff in somebody's place.
    static bool IsSomebody(Caller caller, HttpRequest request)
    {
        if (caller.ActedBy is not null || caller.Key is not null) return false;
        if (request.Headers.ContainsKey("Sec-Purpose")) return false;
        var agent = request.Headers.UserAgent.ToString();
        return agent.Length > 0
            && !Robots.Any(robot => agent.Contains(robot, StringComparison.OrdinalIgnoreCase));
    }

    static readonly string[] Robots =
        ["bot", "crawl", "spider", "slurp", "preview", "headless", "curl/", "wget/", "python", "scrapy", "monitor"];

    // Who asks for privacy is not known by a token.
    static string VisitorOf(Caller caller, HttpRequest request, string network) =>
        request.Headers["Sec-GPC"] == "1" ? $"{network} {request.Headers.UserAgent}"
        : caller.Account is { } account ? $"{account}"
        : caller.Guest is { } guest ? Convert.ToHexString(guest)
        : $"{network} {request.Headers.UserAgent}";

    // Of another day it is another: nobody is followed from one to the next.
    static byte[] Hash(string text, DateTime at, Vault vault) => vault.Authenticate(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at:yyyyMMdd} {text}")), "shown")[..16];
}
