using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Kernel;

/// <summary>
/// An expected "no": an HTTP status, a stable machine-readable code and one sentence for a person. The only error type:
/// malformed shapes are refused before a slice runs, bugs and outages are exceptions.
/// </summary>
/// <param name="Status">HTTP status, 4xx.</param>
/// <param name="Code">Stable, lower-case with underscores, listed in docs/errors.md.</param>
/// <param name="Sentence">Says what is wrong and, where it can, what to do next.</param>
public sealed record Refusal(int Status, string Code, string Sentence)
{
    /// <summary>Facts a client can act on (a new total, what is left); they become members of the problem.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    /// <summary>Seconds after which trying again makes sense; becomes the <c>Retry-After</c> header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The request field the refusal is about, so that a form shows it in place.</summary>
    public string? Field { get; init; }

    public Refusal With(string name, object? fact) =>
        this with { Facts = new Dictionary<string, object?>(Facts) { [name] = fact } };

    public Refusal At(string field) => this with { Field = field };

    /// <summary>The refusal as RFC 9457 problem details.</summary>
    public ProblemHttpResult AsProblem() => TypedResults.Problem(AsDetails());

    public ProblemDetails AsDetails()
    {
        var details = new ProblemDetails
        {
            Status = Status,
            Title = Sentence,
            Type = $"urn:feria:error:{Code}",
            Extensions = { ["code"] = Code },
        };
        if (Field is not null) details.Extensions["field"] = Field;
        if (RetryAfter is not null) details.Extensions["retryAfter"] = RetryAfter;
        foreach (var (name, fact) in Facts) details.Extensions[name] = fact;
        return details;
    }
}

/// <summary>Every "no" the ground floor itself can say; each module lists its own in its Refusals.cs.</summary>
public static class KernelRefusals
{
    public static readonly Refusal WrongDays = new(400, "wrong_days",
        "Ask for days from the year 2000 to today, the first before the last, and no more than 366 of them.");

    public static readonly Refusal MalformedBody =
        new(400, "malformed_body", "The body is not JSON of the expected shape.");
    public static readonly Refusal InvalidFields =
        new(400, "invalid_fields", "Some fields are missing or not valid.");
    public static readonly Refusal MalformedText =
        new(400, "malformed_text", "Text must be valid Unicode without NUL characters.");
    public static readonly Refusal MalformedCursor =
        new(400, "malformed_cursor", "The cursor is not one this list gave out.");
    public static readonly Refusal BadRequest =
        new(400, "bad_request", "The request could not be understood.");
    public static readonly Refusal SignInNeeded =
        new(401, "sign_in_needed", "Sign in to do this.");
    public static readonly Refusal NotAllowed =
        new(403, "not_allowed", "Your account may not do this.");
    public static readonly Refusal SecondStepNeededOfStaff =
        new(403, "second_step_needed_of_staff", "Set up a second step first: it is asked of everybody who works here.");
    public static readonly Refusal OnlyInPerson =
        new(403, "only_in_person", "Only the account's owner does this; you are using their account.");
    public static readonly Refusal CrossSiteWrite =
        new(403, "cross_site_write", "This write came from another site and was refused.");
    public static readonly Refusal NotFound =
        new(404, "not_found", "There is nothing at this address.");
    public static readonly Refusal MethodNotAllowed =
        new(405, "method_not_allowed", "This address does not answer that method.");
    public static readonly Refusal BodyTooLarge =
        new(413, "body_too_large", "The body is larger than this address accepts.");
    public static readonly Refusal UnsupportedMediaType =
        new(415, "unsupported_media_type", "Send the body as application/json.");
    public static readonly Refusal IdempotencyKeyMalformed =
        new(400, "idempotency_key_malformed", "An Idempotency-Key has 1 to 200 printable ASCII characters.");
    public static readonly Refusal IdempotencyKeyReused =
        new(422, "idempotency_key_reused", "This Idempotency-Key was used with a different request.");
    public static readonly Refusal IdempotencyKeyBusy =
        new(409, "idempotency_key_busy", "The first request with this Idempotency-Key is still running.")
        { RetryAfter = 2 };
    public static readonly Refusal TooManyRequests =
        new(429, "too_many_requests", "Too many requests; wait a little.") { RetryAfter = 5 };
    public static readonly Refusal NotServedHere =
        new(404, "not_served_here", "This process does not serve that part; others do, behind the gateway.");
    public static readonly Refusal Maintenance =
        new(503, "maintenance", "Nothing can be changed for a while: this site is being looked after. Come back soon.")
        { RetryAfter = 60 };
    public static readonly Refusal Draining =
        new(503, "draining", "This process is about to stop; others go on.") { RetryAfter = 1 };
    public static readonly Refusal Overloaded =
        new(503, "overloaded", "More people are here than can be served at once; try again in a moment.")
        { RetryAfter = 2 };
    public static readonly Refusal Unavailable =
        new(503, "unavailable", "This part is not available right now; try again in a moment.") { RetryAfter = 2 };
    public static readonly Refusal Broken =
        new(500, "broken", "Something broke on our side; it was recorded.");
}
