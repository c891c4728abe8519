using System.ComponentModel.DataAnnotations;

namespace Feria.SandboxGateway;

/// <summary>Charges a card by its token. Capture is immediate.</summary>
public static class ConfirmIntent
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/payment_intents/{id}/confirm",
        (string id, HttpContext http, Book book, Settings settings) => Api.Write<Body>(http, book, settings,
            (draft, body) => Rule(draft, settings, id, body.Token)));

    public sealed record Body
    {
        [StringLength(100, MinimumLength = 1, ErrorMessage = "token must be 1 to 100 characters.")]
        public required string Token { get; init; }
    }

    public static Ruling Rule(Draft draft, Settings settings, string id, string token)
    {
        if (draft.Book.Intent(id) is not { } intent)
            return Ruling.Refuse(404, "intent_not_found", "No such payment intent.");
        if (intent.Method != Intent.ByCard)
            return Ruling.Refuse(409, "wrong_method", "This intent is paid by bank transfer.");
        if (!intent.IsOpen)
            return Ruling.Refuse(409, "intent_" + intent.Status, $"This intent is {intent.Status}: not chargeable.");

        if (TestCard.ByToken(token) is { } magic)
            return Charge(draft, settings, intent, magic, magic.Card);

        if (draft.Book.Token(Token.HashOf(token)) is not { } stored || stored.ExpiresAt <= draft.Now)
            return Ruling.Refuse(422, "token_unknown", "This token is unknown, used or expired.");
        draft.Put(stored with { IsUsed = true });
        return Charge(draft, settings, intent, TestCard.ByName(stored.Behaviour)!, stored.Card);
    }

    static Ruling Charge(Draft draft, Settings settings, Intent intent, TestCard test, Card card)
    {
        var isSecondTry = intent.Behaviour == test.Name;
        intent = intent with { Behaviour = test.Name, Card = card };

        if (test.Answering == Answering.ErrorBefore || (test.Answering == Answering.ErrorOnce && !isSecondTry))
        {
            draft.Put(intent);
            return Ruling.Refuse(500, "gateway_error", "The sandbox failed, as this test card wants.");
        }
        if (test.Answering == Answering.Slowly)
        {
            draft.Put(intent.Becomes(Intent.Processing) with { SettlesAt = draft.Now + settings.Slow });
            return new Ruling(200, intent) { Awaits = intent.Id };
        }

        var ruling = test.Verdict switch
        {
            Verdict.Approve => Succeed(draft, settings, intent),
            Verdict.SecondStep or Verdict.SecondStepThenDecline => AskSecondStep(draft, settings, intent),
            Verdict.DeclineFunds => Decline(draft, settings, intent, "insufficient_funds"),
            Verdict.DeclineExpired => Decline(draft, settings, intent, "expired_card"),
            _ => Decline(draft, settings, intent, "generic_decline"),
        };
        return test.Answering == Answering.ErrorAfterCharge
            ? new Ruling(500, new Problem(500, "gateway_error", "The sandbox failed, as this test card wants."))
            : ruling with { Answering = test.Answering };
    }

    public static Ruling Succeed(Draft draft, Settings settings, Intent intent)
    {
        var isShuffled = intent.TestCard?.Telling == Telling.OutOfOrder;
        if (isShuffled) draft.Tell(settings, Events.Processing, intent.Becomes(Intent.Processing));

        var paid = intent.Becomes(Intent.Succeeded) with
        {
            Version = intent.Version + (isShuffled ? 2 : 1),
            PaidAt = draft.Now,
            SettlesAt = null,
            SettlesAnswer = null,
        };
        draft.Put(paid);
        draft.Tell(settings, Events.Succeeded, paid);
        return new Ruling(200, IntentView.Of(paid, settings));
    }

    public static Ruling Decline(Draft draft, Settings settings, Intent intent, string reason)
    {
        var sentence = reason switch
        {
            "insufficient_funds" => "The card has not enough funds.",
            "expired_card" => "The card has expired.",
            "authentication_failed" => "The second step failed.",
            _ => "The card was declined.",
        };
        var open = intent.Becomes(Intent.Requires.Payment) with { Failure = new Failure(reason, sentence) };
        draft.Put(open);
        draft.Tell(settings, Events.Failed, open);
        return new Ruling(402, new Problem(402, "card_declined", sentence, reason));
    }

    static Ruling AskSecondStep(Draft draft, Settings settings, Intent intent)
    {
        var asking = intent.Becomes(Intent.Requires.Action);
        draft.Put(asking);
        draft.Tell(settings, Events.RequiresAction, asking);
        return new Ruling(200, IntentView.Of(asking, settings));
    }
}
