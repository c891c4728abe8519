using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>
/// How far the caller's own writes reach, as this request knows: what the caller brought, and what the request wrote
/// since. It leaves with the answer, so that the caller's next read sees it on whichever node.
/// </summary>
public sealed class CallerPosition
{
    public const string Cookie = "feria_position";
    public const string Header = "Feria-Position";

    // A replica that is an hour behind serves nobody.
    static readonly TimeSpan Life = TimeSpan.FromHours(1);
    static readonly AsyncLocal<CallerPosition?> Ambient = new();

    readonly bool isNamed;
    Position? known;
    bool isLost;
    bool hasWritten;
    volatile bool isDue;

    CallerPosition(HttpRequest request)
    {
        known = Position.Later(
            Position.Parse(request.Headers[Header]), Position.Parse(request.Cookies[Cookie]));
        isNamed = Access.BringsName(request);
    }

    /// <summary>The one of this flow of control; null in the background and where there is only one node.</summary>
    internal static CallerPosition? Current => Ambient.Value;

    /// <summary>How far the caller's writes are known to reach; null where the caller wrote nothing.</summary>
    internal Position? Known => known;

    /// <summary>Where the flow read last, and the replica it does not want again.</summary>
    internal Node? ReadOn { get; set; }

    internal Node? Avoided { get; set; }

    /// <summary>A write was begun: what it saw, later reads of this request see too, though it wrote nothing.</summary>
    internal void Began() => isDue = true;

    /// <summary>Something was committed: how far that reaches is asked when somebody wants to know.</summary>
    internal void Wrote() => isDue = hasWritten = true;

    /// <summary>Whether only the primary is sure to show the caller what the caller wrote.</summary>
    internal async ValueTask<(bool OnPrimary, Position? Position)> NeededAsync(LatestPosition latest)
    {
        if (isDue) await LearnAsync(latest);
        return (isLost || isNamed && known is null, known);
    }

    async Task LearnAsync(LatestPosition latest)
    {
        isDue = false;
        var reached = await latest.NowAsync();
        isLost = reached is null;
        known = Position.Later(known, reached);
    }

    /// <summary>Carries positions in and out of each request; nothing at all where there is only one node.</summary>
    public static void Use(WebApplication app)
    {
        var database = app.Services.GetRequiredService<Database>();
        if (!database.Nodes.AreSeveral) return;
        app.Use((context, next) =>
        {
            var mine = Ambient.Value = new(context.Request);
            context.Response.OnStarting(() => mine.LeaveAsync(context, database.Latest));
            return next(context);
        });
    }

    // Who wrote nothing gets nothing, so that what everybody may cache stays so.
    async Task LeaveAsync(HttpContext context, LatestPosition latest)
    {
        if (!hasWritten) return;
        if (isDue) await LearnAsync(latest);
        var options = new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Life,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        };

        // A position before the write would be worse than none.
        if (isLost || known is null)
        {
            context.Response.Cookies.Delete(Cookie, options);
            return;
        }

        context.Response.Cookies.Append(Cookie, known.Value.ToString(), options);
        context.Response.Headers[Header] = known.Value.ToString();
    }
}
