using Feria.Accounts;
using Feria.Contracts;
using Feria.Payments;

namespace Feria.Wide;

/// <summary>
/// While the site is being looked after people read and change nothing. Staff go on with what their permissions are
/// for, anybody may come in and leave, and what a payment gateway tells is taken in; what runs in the background goes
/// on as well.
/// </summary>
static class Maintenance
{
    static readonly HashSet<string> Open =
    [
        nameof(SignIn), nameof(SignOut), nameof(TakeGatewayWebhook), nameof(BeginSecondStep), nameof(ConfirmSecondStep),
    ];

    public static void Use(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SettingBook>();
        app.Use((context, next) =>
            !settings.Of(SiteSettings.Maintenance) || IsReading(context.Request) || MayGoOn(context)
                ? next(context)
                : KernelRefusals.Maintenance.AsProblem().ExecuteAsync(context));
    }

    static bool IsReading(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || HttpMethods.IsOptions(request.Method);

    static bool MayGoOn(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { Who: Audience.Permission or Audience.Staff }
        || Caller.Of(context).May(Permission.ManageSettings)
        || context.Request.Path.StartsWithSegments("/account/security/second-step")
        || context.Request.Path.StartsWithSegments("/acting/end")
        || context.Request.Path.StartsWithSegments("/sign-in") || context.Request.Path.StartsWithSegments("/sign-out")
        || (context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } name
            && Open.Contains(name));
}
