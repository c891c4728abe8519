using System.ComponentModel.DataAnnotations;

namespace Feria.SandboxGateway;

/// <summary>A shop announces a payment it wants made.</summary>
public static class CreateIntent
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/payment_intents",
        (HttpContext http, Book book, Settings settings) => Api.Write<Body>(http, book, settings,
            (draft, body) => Rule(draft, settings, body)));

    public sealed record Body
    {
        [Range(1, 1_000_000_000_000, ErrorMessage = "amount must be from 1 to 1000000000000 minor units.")]
        public required long Amount { get; init; }

        [RegularExpression("^[A-Z]{3}$", ErrorMessage = "currency must be three capital letters.")]
        public required string Currency { get; init; }

        [AllowedValues(Intent.ByCard, Intent.ByTransfer, ErrorMessage = "method must be card or bank_transfer.")]
        public required string Method { get; init; }

        [RegularExpression(@"^[\x21-\x7e]{1,200}$",
            ErrorMessage = "reference must be 1 to 200 characters without spaces.")]
        public required string Reference { get; init; }

        [Words(200, ErrorMessage = "description must be at most 200 printable characters.")]
        public string? Description { get; init; }

        public string? ReturnUrl { get; init; }
        public Dictionary<string, string>? Metadata { get; init; }
    }

    static Ruling Rule(Draft draft, Settings settings, Body body)
    {
        if (body.ReturnUrl is not null && (body.ReturnUrl.Length > 2_000 || !Url.IsWeb(body.ReturnUrl, out _)))
            return Ruling.Refuse(400, "malformed_body", "returnUrl must be an http or https address.");
        if (body.Metadata is { } metadata && !IsSmall(metadata))
            return Ruling.Refuse(400, "malformed_body", "metadata holds 20 words of 40 characters, 500 in each.");

        var intent = new Intent
        {
            Id = NewId.For("pi"),
            Amount = body.Amount,
            Currency = body.Currency,
            Method = body.Method,
            Reference = body.Reference,
            Metadata = body.Metadata ?? [],
            ReturnUrl = body.ReturnUrl,
            Description = body.Description,
            Status = body.Method == Intent.ByCard ? Intent.Requires.Payment : Intent.Requires.Transfer,
            CreatedAt = draft.Now,
        };
        draft.Put(intent);
        draft.Tell(settings, Events.Created, intent);
        return new Ruling(201, IntentView.Of(intent, settings));
    }

    static bool IsSmall(Dictionary<string, string> metadata) =>
        metadata.Count <= 20
        && metadata.All(word => word.Key.Length is > 0 and <= 40 && word.Value is { Length: <= 500 }
            && !word.Key.Any(char.IsControl) && !word.Value.Any(char.IsControl));
}

/// <summary>Printable text of a bounded length.</summary>
public sealed class WordsAttribute(int most) : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is null || (value is string text && text.Length <= most && !text.Any(char.IsControl));
}
