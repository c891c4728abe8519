using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Feria.Integrations;

/// <summary>An address of a store's that is told what happens.</summary>
/// <param name="Kinds">What it is told of.</param>
/// <param name="IsOn">Whether it is told anything.</param>
/// <param name="WhyOff">person, gone (it answered 410) or failing (nothing succeeded for 72 hours).</param>
/// <param name="FailingSince">When it first failed after it last succeeded; null while it does not.</param>
/// <param name="BothSecretsUntil">Until when the secret before this one signs too.</param>
/// <param name="Version">What a change is made of.</param>
public sealed record Webhook(
    Guid Id, string Url, string Description, IReadOnlyList<string> Kinds, bool IsOn, string? WhyOff, DateTime? OffAt,
    DateTime? FailingSince, DateTime? SucceededAt, DateTime? BothSecretsUntil, int Version, DateTime MadeAt)
{
    public const string ByPerson = "person";
    public const string Gone = "gone";
    public const string Failing = "failing";

    /// <summary>What its store says of one.</summary>
    public sealed record Terms(
        [Required, WebAddress] string Url,
        [OneLine(200, Optional = true)] string? Description,
        [Required, SomeOf(
            WebhookKind.OrderConfirmed, WebhookKind.OrderMoved, WebhookKind.OrderCancelled, WebhookKind.ShipmentSent,
            WebhookKind.ShipmentMoved, WebhookKind.StockLow, WebhookKind.QuestionAsked, WebhookKind.ReviewPosted,
            WebhookKind.MessageReceived)]
        string[] Kinds);

    /// <summary>Whether it is an address that may be asked; what its name leads to is looked at when it is.</summary>
    internal static Refusal? Refuse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && Outward.IsAskable(address) && !address.IsLoopback
        && (!IPAddress.TryParse(address.Host, out var literal) || Outward.IsPublic(literal))
            ? null
            : Refusals.AddressRefused.At("url");

    internal static async Task<Webhook?> FindAsync(Session session, Guid store, Guid webhook, DateTime now) =>
        (await session.OneOrNullAsync<Row>(FindSql, new { store, webhook }))?.Shown(now);

    internal sealed record Row(
        Guid Id, string Url, string Description, string[] Kinds, bool IsOn, string? WhyOff, DateTime? OffAt,
        DateTime? FailingSince, DateTime? SucceededAt, DateTime? OldUntil, int Version, DateTime MadeAt)
    {
        public Webhook Shown(DateTime now) => new(
            Id, Url, Description, Kinds, IsOn, WhyOff, OffAt, FailingSince, SucceededAt,
            OldUntil > now ? OldUntil : null, Version, MadeAt);
    }

    const string FindSql = """
        -- integrations.webhook.find
        select id, url, description, kinds, is_on, why_off, off_at, failing_since, succeeded_at, old_until, version,
            made_at
        from integrations.endpoint
        where id = @webhook and store_id = @store and removed_at is null
        """;
}
