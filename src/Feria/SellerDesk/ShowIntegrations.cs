using System.Globalization;
using Feria.Contracts;
using Feria.Integrations;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>Where a store's programs come in by keys, and which addresses are told what happens.</summary>
static class ShowIntegrations
{
    public const string Place = "/sell/{store:guid}/integrations";

    // Those of fifty that live, and what was revoked lately.
    const int Shown = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, HttpContext http, Inside inside) =>
            PageAsync(store, new View(FormOf()), http, inside)).RequireAccount();
        pages.MapPost(Place + "/keys", Make).RequireAccount();
        pages.MapPost(Place + "/keys/{key:guid}/revoke", Revoke).RequireAccount();
        pages.MapPost(Place + "/webhooks", Add).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/integrations";

    /// <summary>A page with a secret on it is nobody's to keep.</summary>
    public static void KeepNone(HttpContext http) => http.Response.Headers.CacheControl = "private, no-store";

    // The same form sent twice makes one, and shows it again.
    static Filled FormOf() => new() { ["key"] = Token.New() };

    static async Task<IResult> Make(
        Guid store, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "key", "name", "endsAt");
        form["what"] = "key";
        var scopes = sent["scopes"].OfType<string>().ToArray();
        if (scopes.Length == 0) form.Blame("scopes", visit.Say("sell.key.scopes-none"));
        if (!form.Fine) return await PageAsync(store, new View(form, 400) { Scopes = scopes }, http, inside);
        var answer = await inside.CallAsync(
            nameof(MakeKey), new { store }, new { name = form["name"], scopes, endsAt = EndOf(form) }, KeyOf(form));
        if (answer.Problem is not { } problem)
            return await PageAsync(
                store, new View(FormOf()) { Secret = answer.Read<MakeKey.Answer>().Token }, http, inside);
        form.Take(problem, visit);
        form["key"] = Token.New();
        return await PageAsync(store, new View(form, answer.Status) { Scopes = scopes }, http, inside);
    }

    static async Task<IResult> Revoke(Guid store, Guid key, HttpContext http, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RevokeKey), new { store, key });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store) + "#keys"));
        var form = FormOf();
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return await PageAsync(store, new View(form, answer.Status), http, inside);
    }

    static async Task<IResult> Add(
        Guid store, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "key", "url", "description");
        form["what"] = "webhook";
        var kinds = sent["kinds"].OfType<string>().ToArray();
        if (kinds.Length == 0) form.Blame("kinds", visit.Say("sell.webhook.kinds-none"));
        if (!form.Fine) return await PageAsync(store, new View(form, 400) { Kinds = kinds }, http, inside);
        var answer = await inside.CallAsync(
            nameof(AddWebhook), new { store },
            new { url = form["url"], description = form["description"], kinds }, KeyOf(form));
        if (answer.Problem is not { } problem)
        {
            var added = answer.Read<AddWebhook.Answer>();
            return await ShowWebhook.PageAsync(
                store, added.Id, new(new()) { Secret = added.Secret, Made = true }, http, inside);
        }

        form.Take(problem, visit);
        form["key"] = Token.New();
        return await PageAsync(store, new View(form, answer.Status) { Kinds = kinds }, http, inside);
    }

    // A day: the key is good until it begins, by UTC. What is no day is none.
    static string? EndOf(Filled form) => form["endsAt"] is not { Length: > 0 } day ? null
        : DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var ends)
            ? ends.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture)
            : "0001-01-01T00:00:00Z";

    public static string? KeyOf(Filled form) => form["key"] is { Length: > 0 and <= 200 } key ? key : null;

    sealed record View(Filled Form, int Status = 200)
    {
        public string? Secret { get; init; }
        public IReadOnlyCollection<string> Scopes { get; init; } = [KeyScope.Read];
        public IReadOnlyCollection<string> Kinds { get; init; } = [WebhookKind.OrderConfirmed];
    }

    static async Task<IResult> PageAsync(Guid store, View view, HttpContext http, Inside inside)
    {
        KeepNone(http);
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var keys = await inside.CallAsync(nameof(ListKeys), new { store, limit = Shown });
        if (keys.Problem is { } problem) return problem.AsProblem();
        var webhooks = await inside.CallAsync(nameof(ListWebhooks), new { store });
        if (webhooks.Problem is { } none) return none.AsProblem();
        return new RazorComponentResult<IntegrationsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Keys = keys.Read<Page<ListKeys.Item>>().Items,
            Webhooks = webhooks.Read<Page<Webhook>>().Items,
            view.Form,
            view.Scopes,
            view.Kinds,
            view.Secret,
        })
        { StatusCode = view.Status };
    }
}
