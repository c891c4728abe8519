using System.Buffers;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Documents as one <c>_bulk</c>. Each carries its version as an external one: what is there with the same or a greater
/// version stays, deletions included, so writes may be repeated, late or out of order.
/// </summary>
static class Bulk
{
    const int BadRequest = 400;
    const int Conflict = 409;

    /// <summary>
    /// Writes them all, or throws: what was written then stays written. Gives those that do not fit the index and never
    /// will, each with why; they are left out, so that one of them holds up no other.
    /// </summary>
    /// <param name="alias">An alias, never an index: one that is gone would be made anew, of any shape.</param>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        ElasticClient client, string alias, IReadOnlyList<SearchDocument> documents, TimeSpan limit,
        CancellationToken stop)
    {
        if (documents.Count == 0) return [];
        var answer = await client.SendLinesAsync("_bulk?require_alias=true", Lines(alias, documents), limit, stop);
        if (!answer.IsGood) throw new EngineAway($"Elasticsearch takes no documents: {answer.Trouble}");
        var refused = ElasticClient.Read(() => RefusedOf(answer.Body));
        return refused.FirstOrDefault(one => one.Status != BadRequest) is { } other
            ? throw new EngineAway($"Elasticsearch refuses {other.Why}")
            : [.. refused.Select(one => one.Why)];
    }

    sealed record Refused(int Status, string Why);

    // 409: what is there is as new or newer. What is to go and was never there is no error.
    static IReadOnlyList<Refused> RefusedOf(JsonElement answer) => !answer.GetProperty("errors").GetBoolean() ? [] :
    [
        .. from item in answer.GetProperty("items").EnumerateArray()
           let one = item.EnumerateObject().First().Value
           let status = one.GetProperty("status").GetInt32()
           where one.TryGetProperty("error", out _) && status != Conflict
           select new Refused(status, $"{one.GetProperty("_id").GetString()}: {Short($"{one.GetProperty("error")}")}"),
    ];

    static string Short(string text) => text.Length <= 300 ? text : text[..300];

    static byte[] Lines(string alias, IReadOnlyList<SearchDocument> documents)
    {
        var lines = new ArrayBufferWriter<byte>(documents.Count * 1_024);
        using var json = new Utf8JsonWriter(lines);
        foreach (var document in documents)
        {
            WriteAction(json, alias, document);
            Break(json, lines);
            if (document.Texts is null) continue;
            Write(json, document, document.Texts);
            Break(json, lines);
        }

        return lines.WrittenSpan.ToArray();
    }

    static void Break(Utf8JsonWriter json, ArrayBufferWriter<byte> lines)
    {
        json.Flush();
        lines.Write("\n"u8);
        json.Reset();
    }

    static void WriteAction(Utf8JsonWriter json, string alias, SearchDocument document)
    {
        json.WriteStartObject();
        json.WriteStartObject(document.Texts is null ? "delete" : "index");
        json.WriteString("_index", alias);
        json.WriteString("_id", document.Product);
        json.WriteNumber("version", document.Version);
        json.WriteString("version_type", "external");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The document as the index holds it.</summary>
    public static void Write(Utf8JsonWriter json, SearchDocument one, SearchTexts texts)
    {
        json.WriteStartObject();
        json.WriteString("product", one.Product);
        json.WriteStartObject(IndexShape.Languages.Contains(texts.Language) ? texts.Language : IndexShape.Other);
        json.WriteString("head", texts.Head);
        json.WriteString("about", AboutOf(texts));
        json.WriteEndObject();
        WriteAll(json, "words", texts.Words);
        WriteAll(json, "codes", texts.Codes);
        json.WriteStartArray("categories");
        foreach (var category in one.Categories) json.WriteNumberValue(category);
        json.WriteEndArray();
        if (one.Categories.Count > 0) json.WriteNumber("leaf", one.Categories[^1]);
        if (one.Brand is not null) json.WriteString("brand", one.Brand);
        if (one.PriceMinor is { } price)
        {
            json.WriteNumber("price", price);
            json.WriteString("currency", one.Currency);
        }

        json.WriteNumber("step", one.PriceStep);
        json.WriteNumber("rating", one.Rating);
        json.WriteNumber("stars", Math.Clamp(one.Rating / 100, 0, Counts.MostStars));
        json.WriteBoolean("stock", one.InStock);
        json.WriteNumber("prior", one.Prior);
        json.WriteNumber("created", (one.CreatedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        json.WriteNumber("by_rating", one.Rating * 1_000L + one.Prior);
        json.WriteNumber("by_sold", one.Sold * 1_000L + one.Prior);
        json.WriteEndObject();
    }

    // A word counts as often as its place is worth, and all places saturate together: BM25F as its authors made it of
    // BM25 (Robertson, Zaragoza and Taylor 2004). Fields scored one by one would count a word's rarity and its first
    // occurrence anew in each.
    static string AboutOf(SearchTexts texts) => string.Join(
        ' ', (string[])
        [
            texts.Head, texts.Head, texts.Head, texts.Head, texts.Tail, texts.Tail, texts.Tail, texts.Label,
            texts.Description,
        ]);

    static void WriteAll(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
