namespace Feria.Integrations;

/// <summary>Every "no" the integrations can say.</summary>
public static class Refusals
{
    public static readonly Refusal TooManyKeys = new(409, "too_many_keys", "A store has 50 keys at most.");

    public static readonly Refusal KeyNotFound = new(404, "key_not_found", "The store has no such key.");

    public static readonly Refusal KeyEnds = new(422, "key_ends_wrongly",
        "A key ends in the future, within five years.");

    public static readonly Refusal TooManyWebhooks = new(409, "too_many_webhooks",
        "A store has 20 webhooks at most.");

    public static readonly Refusal WebhookNotFound = new(404, "webhook_not_found", "The store has no such webhook.");

    public static readonly Refusal WebhookChanged = new(409, "webhook_changed_meanwhile",
        "Somebody changed the webhook since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal AddressRefused = new(422, "webhook_address_refused",
        "Webhooks go to http or https addresses on the public internet, at ports 80, 443, 8080 and 8443.");

    public static readonly Refusal WebhookOff = new(409, "webhook_off",
        "The webhook is turned off. Turn it on first.");

    public static readonly Refusal DeliveryNotFound = new(404, "webhook_delivery_not_found",
        "There is no such delivery; they are kept for 30 days.");
}
