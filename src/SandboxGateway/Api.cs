using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feria.SandboxGateway;

/// <summary>
/// The stored answer of an idempotency key: whoever comes again with it gets the same, status and body. Status 0:
/// under way.
/// </summary>
public sealed record Answer(
    string Key, string BodyHash, int Status, string? Body, DateTimeOffset At, bool IsNeverSent = false)
{
    public const int UnderWay = 0;
}

/// <summary>What a write decided, and how its answer travels.</summary>
public sealed record Ruling(int Status, object Body, bool IsKept = true)
{
    public Answering Answering { get; init; }

    /// <summary>The slow charge this answer waits for.</summary>
    public string? Awaits { get; init; }

    public static Ruling Refuse(int status, string code, string sentence) =>
        new(status, new Problem(status, code, sentence), IsKept: false);
}

/// <summary>RFC 9457, with a stable code.</summary>
public sealed record Problem(int Status, string Code, string Detail, string? DeclineCode = null)
{
    public string Title => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);

    public IResult AsAnswer() => Results.Json(this, Api.Json, "application/problem+json", Status);
}

/// <summary>How every write of the API is taken: body checked, key looked up, decided, on the disk, answered.</summary>
public static class Api
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public sealed record Nothing;

    public static async Task<IResult> Write<TBody>(
        HttpContext http, Book book, Settings settings, Func<Draft, TBody, Ruling> rule, bool isKeyRequired = true)
        where TBody : class
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 200 || (key.Length == 0 && isKeyRequired))
            return new Problem(400, "idempotency_key_required", "Send an Idempotency-Key of 1 to 200 characters.")
                .AsAnswer();

        using var raw = new MemoryStream();
        await http.Request.Body.CopyToAsync(raw, http.RequestAborted);
        var (body, fault) = Parse<TBody>(raw.ToArray());
        if (body is null) return new Problem(400, "malformed_body", fault!).AsAnswer();

        var scope = key.Length == 0 ? null : $"{http.Request.Path} {key}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(raw.ToArray()));
        var ruling = book.Decide(draft => Decide(draft, scope, hash, () => rule(draft, body)));
        await book.Durable();
        return ruling.Awaits is { } slow
            ? Rendered(200, IntentView.Of(await Settling.Wait(book, slow, http.RequestAborted), settings))
            : await Deliver(http, settings, ruling);
    }

    static Ruling Decide(Draft draft, string? key, string hash, Func<Ruling> rule)
    {
        if (key is not null && draft.Book.Answer(key) is { } earlier)
        {
            if (earlier.BodyHash != hash)
                return Ruling.Refuse(422, "idempotency_key_reused", "This key came with another body before.");
            if (earlier.Status == Answer.UnderWay)
                return Ruling.Refuse(409, "idempotency_key_in_use", "The first call with this key is still under way.");
            return new Ruling(earlier.Status, earlier.Body!)
            {
                Answering = earlier.IsNeverSent ? Answering.Never : Answering.AtOnce,
            };
        }

        var ruling = rule();
        if (key is null || !ruling.IsKept) return ruling;
        if (ruling.Awaits is { } slow)
        {
            var intent = draft.Line.Intents!.Single(intent => intent.Id == slow);
            draft.Line.Intents![^1] = intent with { SettlesAnswer = key };
            draft.Put(new Answer(key, hash, Answer.UnderWay, null, draft.Now));
            return ruling;
        }
        var json = JsonSerializer.Serialize(ruling.Body, Json);
        draft.Put(new Answer(key, hash, ruling.Status, json, draft.Now, ruling.Answering == Answering.Never));
        return ruling with { Body = json };
    }

    public static (TBody?, string? Fault) Parse<TBody>(byte[] raw) where TBody : class
    {
        try
        {
            var body = raw.Length == 0 && typeof(TBody) == typeof(Nothing)
                ? (TBody)(object)new Nothing()
                : JsonSerializer.Deserialize<TBody>(raw, Json);
            if (body is null) return (null, "The body must be a JSON object.");
            var faults = new List<ValidationResult>();
            return Validator.TryValidateObject(body, new ValidationContext(body), faults, true)
                ? (body, null)
                : (null, faults[0].ErrorMessage);
        }
        catch (JsonException fault)
        {
            return (null, $"The body is not the JSON expected here{(fault.Path is null ? "" : $" at {fault.Path}")}.");
        }
    }

    /// <summary>Lets an answer travel as the test card wants: promptly or never.</summary>
    static async Task<IResult> Deliver(HttpContext http, Settings settings, Ruling ruling)
    {
        if (ruling.Answering is Answering.Never or Answering.NotTheFirstTime)
        {
            await Vanish(http, settings);
            return Results.Empty;
        }
        if (ruling.Body is Problem { Code: "idempotency_key_in_use" }) http.Response.Headers.RetryAfter = "1";
        return Rendered(ruling.Status, ruling.Body);
    }

    // Written by the one serializer whose text is kept, so that a repeated call gets the very same bytes.
    static IResult Rendered(int status, object body) => Results.Text(
        body as string ?? JsonSerializer.Serialize(body, Json),
        status < 400 ? "application/json" : "application/problem+json", Encoding.UTF8, status);

    /// <summary>The answer is lost on its way: silence, then a cut connection.</summary>
    public static async Task Vanish(HttpContext http, Settings settings)
    {
        await Task.Delay(settings.Hang, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        http.Abort();
    }

    public static bool IsCaller(HttpContext http, Settings settings) =>
        http.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.Ordinal)
        && IsKey(header[7..], settings);

    public static bool IsKey(string given, Settings settings) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(settings.ApiKey)));
}
