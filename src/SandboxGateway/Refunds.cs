using System.ComponentModel.DataAnnotations;

namespace Feria.SandboxGateway;

/// <summary>A shop gives money back, wholly or in part, never more than was charged.</summary>
public static class Refunds
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/refunds", (HttpContext http, Book book, Settings settings) =>
            Api.Write<Body>(http, book, settings, (draft, body) => Rule(draft, settings, body)));
        routes.MapGet("/v1/refunds/{id}", One);
        routes.MapGet("/v1/refunds", List);
    }

    public sealed record Body
    {
        [StringLength(60, MinimumLength = 1, ErrorMessage = "intent must be the id of a payment intent.")]
        public required string Intent { get; init; }

        [Range(1, 1_000_000_000_000, ErrorMessage = "amount must be from 1 to 1000000000000 minor units.")]
        public long? Amount { get; init; }

        [RegularExpression(@"^[\x21-\x7e]{1,200}$",
            ErrorMessage = "reference must be 1 to 200 characters without spaces.")]
        public string? Reference { get; init; }
    }

    static Ruling Rule(Draft draft, Settings settings, Body body)
    {
        if (draft.Book.Intent(body.Intent) is not { } intent)
            return Ruling.Refuse(404, "intent_not_found", "No such payment intent.");
        if (intent.Status != Intent.Succeeded)
            return Ruling.Refuse(409, "intent_not_charged", "Only a charge can be refunded.");

        var left = intent.Amount - intent.AmountRefunded;
        var amount = body.Amount ?? left;
        if (amount > left || amount == 0)
            return Ruling.Refuse(422, "refund_exceeds_charge", $"At most {left} minor units are left to refund.");

        var refund = new Refund(
            NewId.For("re"), intent.Id, amount, intent.Currency, body.Reference, Intent.Succeeded, draft.Now);
        var lessened = intent with { AmountRefunded = intent.AmountRefunded + amount, Version = intent.Version + 1 };
        draft.Put(refund);
        draft.Put(lessened);
        draft.Tell(settings, Events.Refunded, lessened, refund);
        return new Ruling(201, refund);
    }

    static async Task<IResult> One(string id, Book book)
    {
        var refund = book.Refund(id);
        await book.Durable();
        return refund is null
            ? new Problem(404, "refund_not_found", "No such refund.").AsAnswer()
            : Results.Json(refund, Api.Json);
    }

    static async Task<IResult> List(string? intent, Book book)
    {
        var refunds = book.RefundsOf(intent ?? "");
        await book.Durable();
        return Results.Json(new { items = refunds, next = (string?)null }, Api.Json);
    }
}
