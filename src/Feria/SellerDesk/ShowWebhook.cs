using System.Globalization;
using Feria.Integrations;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>One webhook of a store: change it, turn it off and on, try it, and look at what it was told.</summary>
static class ShowWebhook
{
    const string Place = ShowIntegrations.Place + "/{webhook:guid}";
    const string One = Place + "/{delivery:guid}";

    const int Lines = 25;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place, Change).RequireAccount();
        pages.MapPost(Place + "/switch", Switch).RequireAccount();
        pages.MapPost(Place + "/secret", Rotate).RequireAccount();
        pages.MapPost(Place + "/test", (Guid store, Guid webhook, HttpContext http, Visit visit, Inside inside) =>
            DoAsync(nameof(TestWebhook), null, store, webhook, "tested", http, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/replays", ReplayAll).RequireAccount();
        pages.MapPost(Place + "/remove", Remove).RequireAccount();
        pages.MapGet(One, (Guid store, Guid webhook, Guid delivery, Inside inside) =>
            OneAsync(store, webhook, delivery, null, 200, inside)).RequireAccount();
        pages.MapPost(One + "/replay", Replay).RequireAccount();
    }

    public static string PathOf(Guid store, Guid webhook) => $"{ShowIntegrations.PathOf(store)}/{webhook}";

    public static string StateOf(Webhook webhook) => webhook switch
    {
        { IsOn: false } => "sell.webhook.is-off",
        { FailingSince: not null } => "sell.webhook.is-failing",
        _ => "sell.webhook.is-on",
    };

    public static string MoodOf(Webhook webhook) => webhook switch
    {
        { IsOn: false } => "off",
        { FailingSince: not null } => "warn",
        _ => "good",
    };

    public static string MoodOf(Delivery delivery) => delivery switch
    {
        { State: Delivery.Done } => "good",
        { State: Delivery.Failed } => "off",
        { Attempts: > 0 } => "warn",
        _ => "",
    };

    static Task<IResult> Show(
        Guid store, Guid webhook, string? state, string? cursor, string? said, HttpContext http, Visit visit,
        Inside inside) => PageAsync(store, webhook, new WebhookPage.View(new())
        {
            State = Delivery.States.Contains(state) ? state : null,
            Cursor = cursor,
            Said = said is "saved" or "tested" or "replaying" ? visit.Say("sell.webhook.said." + said) : null,
        }, http, inside);

    static async Task<IResult> Change(
        Guid store, Guid webhook, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "url", "description", "version");
        var kinds = sent["kinds"].OfType<string>().ToArray();
        if (kinds.Length == 0) form.Blame("kinds", visit.Say("sell.webhook.kinds-none"));
        if (!form.Fine)
            return await PageAsync(store, webhook, new WebhookPage.View(form, 400) { Kinds = kinds }, http, inside);
        var found = await inside.CallAsync(nameof(GetWebhook), new { store, webhook });
        if (found.Problem is { } lost) return lost.AsProblem();
        var answer = await inside.CallAsync(nameof(PutWebhook), new { store, webhook }, new
        {
            version = NumberOf(form["version"]),
            found.Read<Webhook>().IsOn,
            terms = new { url = form["url"], description = form["description"], kinds },
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store, webhook) + "?said=saved"));
        form.Take(problem, visit);
        form["version"] = null;
        return await PageAsync(
            store, webhook, new WebhookPage.View(form, answer.Status) { Kinds = kinds }, http, inside);
    }

    static async Task<IResult> Switch(
        Guid store, Guid webhook, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetWebhook), new { store, webhook });
        if (found.Problem is { } lost) return lost.AsProblem();
        var now = found.Read<Webhook>();
        return await DoAsync(nameof(PutWebhook), new
        {
            version = NumberOf(sent["version"]),
            isOn = sent["isOn"] == "true",
            terms = new { now.Url, now.Description, now.Kinds },
        }, store, webhook, "saved", http, visit, inside);
    }

    static async Task<IResult> Rotate(
        Guid store, Guid webhook, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(
            nameof(RotateSecret), new { store, webhook }, null, ShowIntegrations.KeyOf(Filled.Of(sent, "key")));
        return answer.Problem is { } problem
            ? await RefusedAsync(problem, answer.Status, store, webhook, http, visit, inside)
            : await PageAsync(store, webhook, new WebhookPage.View(new())
            {
                Secret = answer.Read<RotateSecret.Answer>().Secret,
            }, http, inside);
    }

    static Task<IResult> ReplayAll(
        Guid store, Guid webhook, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "since");
        if (form.InstantOf("since") is { } since)
            return DoAsync(nameof(ReplayFailed), new { since }, store, webhook, "replaying", http, visit, inside);
        form.Problem = visit.Say("form.look-again");
        return PageAsync(store, webhook, new WebhookPage.View(form, 400), http, inside);
    }

    static async Task<IResult> Remove(Guid store, Guid webhook, HttpContext http, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RemoveWebhook), new { store, webhook });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(ShowIntegrations.PathOf(store)));
    }

    static async Task<IResult> Replay(Guid store, Guid webhook, Guid delivery, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ReplayDelivery), new { store, webhook, delivery });
        return answer.Problem is { } problem
            ? await OneAsync(
                store, webhook, delivery, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{PathOf(store, webhook)}/{delivery}"));
    }

    static async Task<IResult> DoAsync(
        string slice, object? body, Guid store, Guid webhook, string said, HttpContext http, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { store, webhook }, body);
        return answer.Problem is { } problem
            ? await RefusedAsync(problem, answer.Status, store, webhook, http, visit, inside)
            : new SeeOther(visit.To($"{PathOf(store, webhook)}?said={said}"));
    }

    static Task<IResult> RefusedAsync(
        Inside.Trouble problem, int status, Guid store, Guid webhook, HttpContext http, Visit visit, Inside inside) =>
        PageAsync(store, webhook, new WebhookPage.View(
            new Filled { Problem = visit.Refused(problem.Code, problem.Title) }, status), http, inside);

    public static async Task<IResult> PageAsync(
        Guid store, Guid webhook, WebhookPage.View view, HttpContext http, Inside inside)
    {
        ShowIntegrations.KeepNone(http);
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetWebhook), new { store, webhook });
        if (found.Problem is { } problem) return problem.AsProblem();
        var log = await inside.CallAsync(
            nameof(ListDeliveries), new { store, webhook, state = view.State, cursor = view.Cursor, limit = Lines });
        if (log.Problem is { } unlisted) return unlisted.AsProblem();
        return new RazorComponentResult<WebhookPage>(new
        {
            Store = file.Read<StoreFile>(),
            Webhook = found.Read<Webhook>(),
            Log = log.Read<Page<Delivery>>(),
            Shown = view,
        })
        { StatusCode = view.Status };
    }

    static async Task<IResult> OneAsync(
        Guid store, Guid webhook, Guid delivery, string? problem, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetDelivery), new { store, webhook, delivery });
        if (found.Problem is { } none) return none.AsProblem();
        return new RazorComponentResult<DeliveryPage>(new
        {
            Store = file.Read<StoreFile>(),
            Webhook = webhook,
            Found = found.Read<GetDelivery.Answer>(),
            Problem = problem,
        })
        { StatusCode = status };
    }

    // What is no number is no version.
    static int NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
