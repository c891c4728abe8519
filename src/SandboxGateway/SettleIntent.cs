using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Feria.SandboxGateway;

/// <summary>
/// What happens to an intent other than a charge: it is cancelled, a transfer arrives, the money is claimed back.
/// </summary>
public static class SettleIntent
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapRule(routes, "cancel", Cancel);
        MapRule(routes, "simulate_transfer", ReceiveTransfer);
        MapRule(routes, "simulate_dispute", OpenDispute);
        MapRule(routes, "simulate_dispute_won", WinDispute);
        MapRule(routes, "simulate_dispute_lost", LoseDispute);
        routes.MapPost("/v1/payment_intents/{id}/dispute_evidence",
            (string id, HttpContext http, Book book, Settings settings) => Api.Write<Evidence>(http, book, settings,
                (draft, body) => draft.Book.Intent(id) is { } intent
                    ? TakeEvidence(draft, settings, intent, body.Text)
                    : Ruling.Refuse(404, "intent_not_found", "No such payment intent.")));
    }

    static readonly TimeSpan TimeToAnswer = TimeSpan.FromDays(10);

    public sealed record Evidence([Required, StringLength(100_000, MinimumLength = 1)] string Text);

    static void MapRule(IEndpointRouteBuilder routes, string verb, Func<Draft, Settings, Intent, Ruling> rule) =>
        routes.MapPost($"/v1/payment_intents/{{id}}/{verb}",
            (string id, HttpContext http, Book book, Settings settings) => Api.Write<Api.Nothing>(http, book, settings,
                (draft, _) => draft.Book.Intent(id) is { } intent
                    ? rule(draft, settings, intent)
                    : Ruling.Refuse(404, "intent_not_found", "No such payment intent."),
                isKeyRequired: false));

    static Ruling Cancel(Draft draft, Settings settings, Intent intent)
    {
        if (intent.Status == Intent.Canceled) return new Ruling(200, IntentView.Of(intent, settings));
        if (!intent.IsOpen)
            return Ruling.Refuse(409, "intent_" + intent.Status, $"Too late: it is {intent.Status}.");

        var canceled = intent.Becomes(Intent.Canceled);
        draft.Put(canceled);
        draft.Tell(settings, Events.Canceled, canceled);
        return new Ruling(200, IntentView.Of(canceled, settings));
    }

    /// <summary>A bank cannot be told not to receive: money may also come for a cancelled intent.</summary>
    public static Ruling ReceiveTransfer(Draft draft, Settings settings, Intent intent) => intent switch
    {
        { Method: not Intent.ByTransfer } => Ruling.Refuse(409, "wrong_method", "This intent is paid by card."),
        { Status: Intent.Succeeded } => Ruling.Refuse(409, "intent_succeeded", "This transfer was made already."),
        _ => ConfirmIntent.Succeed(draft, settings, intent),
    };

    public static Ruling OpenDispute(Draft draft, Settings settings, Intent intent)
    {
        if (intent.Status != Intent.Succeeded)
            return Ruling.Refuse(409, "intent_not_charged", "Only a charge can be disputed.");
        return intent.Dispute is not null
            ? new Ruling(200, IntentView.Of(intent, settings))
            : Put(draft, settings, intent, Events.Disputed,
                new Dispute(Dispute.NeedsResponse, "product_not_received", draft.Now + TimeToAnswer));
    }

    /// <summary>The bank leaves the money with the shop.</summary>
    public static Ruling WinDispute(Draft draft, Settings settings, Intent intent) =>
        Decide(draft, settings, intent, Dispute.Won);

    /// <summary>The buyer gets the money.</summary>
    public static Ruling LoseDispute(Draft draft, Settings settings, Intent intent) =>
        Decide(draft, settings, intent, Dispute.Lost);

    static Ruling TakeEvidence(Draft draft, Settings settings, Intent intent, string text) =>
        intent.Dispute is { Status: Dispute.NeedsResponse } open
            ? Put(draft, settings, intent, Events.DisputeUpdated, open with
            {
                Status = Dispute.UnderReview, Evidence = text,
            })
            : Ruling.Refuse(409, "dispute_not_open", "Evidence is taken while a dispute waits for it.");

    static Ruling Decide(Draft draft, Settings settings, Intent intent, string status) =>
        intent.Dispute is { IsOpen: true } open
            ? Put(draft, settings, intent, Events.DisputeClosed, open with { Status = status })
            : Ruling.Refuse(409, "dispute_not_open", "There is nothing to decide.");

    static Ruling Put(Draft draft, Settings settings, Intent intent, string kind, Dispute dispute)
    {
        var disputed = intent with { Dispute = dispute, Version = intent.Version + 1 };
        draft.Put(disputed);
        draft.Tell(settings, kind, disputed);
        return new Ruling(200, IntentView.Of(disputed, settings));
    }
}

/// <summary>Makes slow charges when their time has come, also those a kill interrupted.</summary>
public sealed class Settling(Book book, Settings settings, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(settings.Slow.TotalMilliseconds / 10, 10, 200));
        using var ticks = new PeriodicTimer(pause, clock);
        while (await ticks.WaitForNextTickAsync(stop))
            foreach (var due in book.Unsettled().Where(intent => intent.SettlesAt <= clock.GetUtcNow()))
                book.Decide(draft => Settle(draft, draft.Book.Intent(due.Id)!));
    }

    Intent Settle(Draft draft, Intent intent)
    {
        var body = ConfirmIntent.Succeed(draft, settings, intent).Body;
        if (intent.SettlesAnswer is { } key && draft.Book.Answer(key) is { } waiting)
            draft.Put(waiting with { Status = 200, Body = JsonSerializer.Serialize(body, Api.Json) });
        return intent;
    }

    public static async Task<Intent> Wait(Book book, string id, CancellationToken stop)
    {
        while (book.Intent(id)!.Status == Intent.Processing) await Task.Delay(20, stop);
        await book.Durable();
        return book.Intent(id)!;
    }
}
