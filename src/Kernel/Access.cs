using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>
/// Who may call an endpoint. Every endpoint declares one; the host does not start with an endpoint that declares none.
/// </summary>
/// <param name="Who">anyone, account, account or key, staff, or permission.</param>
/// <param name="Permission">The permission needed where <paramref name="Who"/> says so.</param>
public sealed record AccessRule(Audience Who, string? Permission = null)
{
    /// <summary>Whether it is part of the back office.</summary>
    public bool IsStaffs => Who is Audience.Permission or Audience.Staff;

    public Refusal? Refuse(Caller caller) => this switch
    {
        { Who: Audience.Anyone } => null,
        { Who: Audience.AccountOrKey } when caller.Key is not null => null,
        _ when caller.Account is null => KernelRefusals.SignInNeeded,
        { Who: Audience.Staff } when caller.Permissions.Count == 0 => KernelRefusals.NotAllowed,
        { Permission: { } permission } when !caller.Permissions.Contains(permission) => KernelRefusals.NotAllowed,
        { IsStaffs: true } when caller.OwesSecondStep => KernelRefusals.SecondStepNeededOfStaff,
        _ => null,
    };
}

public enum Audience
{
    Anyone,
    Account,

    /// <summary>Also a program with a key; the slice looks at what the key opens.</summary>
    AccountOrKey,

    /// <summary>Whoever holds any permission at all.</summary>
    Staff,
    Permission,
}

/// <summary>What an endpoint says that nobody does in another's place.</summary>
public sealed record InPerson;

public static class Access
{
    public static T AllowAnyone<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(Audience.Anyone));

    public static T RequireAccount<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(Audience.Account));

    public static T RequireAccountOrKey<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(Audience.AccountOrKey));

    public static T RequireStaff<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(Audience.Staff));

    public static T RequireAccess<T>(this T endpoint, string permission) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(Audience.Permission, permission));

    /// <summary>Not for staff who use the account in its owner's place: who may call it is not changed.</summary>
    public static T OnlyInPerson<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new InPerson());

    /// <summary>Whether the caller may not call the endpoint: what it declares, and by whom it is called.</summary>
    public static Refusal? Refuse(Endpoint? endpoint, Caller caller) =>
        endpoint?.Metadata.GetMetadata<AccessRule>()?.Refuse(caller)
        ?? (caller.ActedBy is not null && endpoint?.Metadata.GetMetadata<InPerson>() is not null
            ? KernelRefusals.OnlyInPerson
            : null);

    /// <summary>Cookie that carries the session token; <c>__Host-</c> where the connection is encrypted.</summary>
    public static string SessionCookie(HttpRequest request) => request.IsHttps ? "__Host-feria" : "feria";

    /// <summary>
    /// Beside it, the token by which staff use another's account: while it is good it goes first, then their own is
    /// there again.
    /// </summary>
    public static string ActingCookie(HttpRequest request) =>
        request.IsHttps ? "__Host-feria_acting" : "feria_acting";

    public const string GuestCookie = "feria_guest";
    public const string GuestHeader = "Feria-Cart";
    static readonly TimeSpan GuestLife = TimeSpan.FromDays(180);

    /// <summary>
    /// Finds the caller, then refuses what the endpoint's rule does not allow, and writes down what was denied. Runs
    /// after routing.
    /// </summary>
    public static void UseAccess(this WebApplication app) => app.Use(async (context, next) =>
    {
        var caller = await FindCallerAsync(context);
        context.Features.Set(caller);

        // Routing makes endpoints of its own that only answer 405 or 415; every other one declares its rule.
        var rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        if (context.GetEndpoint() is RouteEndpoint && rule is null) throw new InvalidOperationException(
            "No access rule.");
        var deed = rule?.Who is null or Audience.Anyone && caller.ActedBy is null
            ? null
            : Deed.Begin(context, caller, rule);
        if (deed is not null) context.RequestServices.GetRequiredService<Denials>().Follow(context, deed);
        if (Refuse(context.GetEndpoint(), caller) is not { } refusal) await next(context);
        else
        {
            // Who has to sign in first was denied nothing that is theirs.
            if (rule!.IsStaffs || refusal == KernelRefusals.OnlyInPerson) deed!.Deny(refusal);
            await refusal.AsProblem().ExecuteAsync(context);
        }
    });

    /// <summary>Throws where an endpoint declares no access: called once at start-up.</summary>
    public static void EnsureAccessDeclared(this WebApplication app)
    {
        var open = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        if (open.Count > 0)
            throw new InvalidOperationException($"These endpoints declare no access: {string.Join(", ", open)}.");
    }

    static async Task<Caller> FindCallerAsync(HttpContext context)
    {
        var guestToken = context.Request.Headers[GuestHeader].FirstOrDefault()
            ?? context.Request.Cookies[GuestCookie];
        var guest = guestToken is { Length: >= 22 and <= 128 } ? Token.Hash(guestToken) : null;

        var bearer = BearerToken(context.Request);
        var caller = await OfTokenAsync(context, bearer ?? context.Request.Cookies[ActingCookie(context.Request)]);
        if (bearer is null) caller ??= await OfTokenAsync(context, CookieToken(context.Request));
        // A key's carts would be nobody's; and only who sent the header themselves means to use one.
        if (caller?.Key is not null) return bearer is null ? Caller.Nobody : caller;
        return (caller ?? Caller.Nobody) with { Guest = guest };
    }

    static async Task<Caller?> OfTokenAsync(HttpContext context, string? token) =>
        token is { Length: >= 22 and <= 128 }
            && context.RequestServices.GetServices<ICallers>().FirstOrDefault(one => one.Takes(token)) is { } callers
            ? await callers.OfTokenAsync(token, context.RequestAborted)
            : null;

    /// <summary>Gives a visitor who is nobody a guest's token, as a cookie, and tells it.</summary>
    /// <param name="drawn">The token, where it had to be known before.</param>
    public static string BecomeGuest(HttpContext context, string? drawn = null)
    {
        var token = drawn ?? Token.New();
        context.Response.Cookies.Append(GuestCookie, token, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = GuestLife,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
        return token;
    }

    /// <summary>Whether the caller brings a token at all: an account's or a guest's, good or not.</summary>
    internal static bool BringsName(HttpRequest request) =>
        BearerToken(request) is not null || CookieToken(request) is not null
        || request.Cookies.ContainsKey(ActingCookie(request)) || request.Headers.ContainsKey(GuestHeader)
        || request.Cookies.ContainsKey(GuestCookie);

    static string? BearerToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
    }

    static string? CookieToken(HttpRequest request) => request.Cookies[SessionCookie(request)];
}
