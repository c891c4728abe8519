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
        MapRule(routes, "simulate_dispute", Dispute);
    }

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

    public static Ruling Dispute(Draft draft, Settings settings, Intent intent)
    {
        if (intent.Status != Intent.Succeeded)
            return Ruling.Refuse(409, "intent_not_charged", "Only a charge can be disputed.");
        if (intent.Disputed) return new Ruling(200, IntentView.Of(intent, settings));

        var disputed = intent with { Disputed = true, Version = intent.Version + 1 };
        draft.Put(disputed);
        draft.Tell(settings, Events.Disputed, disputed);
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
