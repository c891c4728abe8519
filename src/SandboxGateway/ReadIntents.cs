namespace Feria.SandboxGateway;

/// <summary>A shop looks up one payment, or searches those it lost the answer of, by reference or metadata.</summary>
public static class ReadIntents
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/payment_intents/{id}", One);
        routes.MapGet("/v1/payment_intents", List);
    }

    static async Task<IResult> One(string id, Book book, Settings settings)
    {
        var intent = book.Intent(id);
        await book.Durable();
        return intent is null
            ? new Problem(404, "intent_not_found", "No such payment intent.").AsAnswer()
            : Results.Json(IntentView.Of(intent, settings), Api.Json);
    }

    static async Task<IResult> List(HttpContext http, Book book, Settings settings)
    {
        var query = http.Request.Query;
        string? Given(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;

        var limit = 20;
        if (Given("limit") is { } asked && (!int.TryParse(asked, out limit) || limit is < 1 or > 100))
            return new Problem(400, "malformed_query", "limit must be from 1 to 100.").AsAnswer();

        var status = Given("status");
        var metadata = query.Where(pair => pair.Key.StartsWith("metadata.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["metadata.".Length..], pair => pair.Value.ToString());
        var found = book.Find(
            intent => (status is null || intent.Status == status)
                && metadata.All(word => intent.Metadata.GetValueOrDefault(word.Key) == word.Value),
            Given("reference"), Given("after"), limit + 1);
        await book.Durable();

        var page = found.Take(limit).Select(intent => IntentView.Of(intent, settings)).ToList();
        return Results.Json(new { items = page, next = found.Count > limit ? page[^1].Id : null }, Api.Json);
    }
}
