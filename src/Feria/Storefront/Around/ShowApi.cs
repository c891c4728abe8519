using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Feria.Storefront;

/// <summary>The API for people to read, made of the same OpenAPI document that programs read.</summary>
static class ShowApi
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static IReadOnlyList<ApiPage.Part>? known;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/developers", Handle).AllowAnyone();

    static async Task<RazorComponentResult<ApiPage>> Handle(
        [FromKeyedServices("v1")] IOpenApiDocumentProvider documents, CancellationToken stop)
    {
        known ??= Read(await (await documents.GetOpenApiDocumentAsync(stop))
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, stop));
        return new(new { Parts = known });
    }

    internal static IReadOnlyList<ApiPage.Part> Read(string document)
    {
        using var read = JsonDocument.Parse(document);
        var calls =
            from path in read.RootElement.GetProperty("paths").EnumerateObject()
            from call in path.Value.EnumerateObject()
            where call.Value.ValueKind is JsonValueKind.Object && call.Value.TryGetProperty("responses", out _)
            select CallOf(path.Name, call.Name.ToUpperInvariant(), call.Value);
        return
        [
            .. calls
                .GroupBy(call => call.Path.Split('/') is [_, _, _, { Length: > 0 } first, ..] ? first : "market")
                .Select(part => new ApiPage.Part(part.Key, [.. part])),
        ];
    }

    static ApiPage.Call CallOf(string path, string method, JsonElement call) => new(
        method, path, Text(call, "summary") ?? Text(call, "operationId") ?? "", Text(call, "description"),
        [.. Each(call, "parameters").Select(InputOf)],
        ExampleOf(call),
        [
            .. call.GetProperty("responses").EnumerateObject()
                .Select(answer => new ApiPage.Answer(answer.Name, Text(answer.Value, "description") ?? "")),
        ]);

    static ApiPage.Input InputOf(JsonElement input) => new(
        Text(input, "name") ?? "", Text(input, "in") ?? "",
        input.TryGetProperty("schema", out var schema) ? KindOf(schema) : "",
        Text(input, "description") ?? "",
        input.TryGetProperty("required", out var needed) && needed.ValueKind is JsonValueKind.True);

    static string KindOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return "";
        var name = type.ValueKind is JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(each => each.GetString()).Where(each => each != "null"))
            : type.GetString()!;
        return Text(schema, "format") is { } format ? $"{name} ({format})" : name;
    }

    static string? ExampleOf(JsonElement call)
    {
        if (!call.TryGetProperty("requestBody", out var body)) return null;
        if (!body.TryGetProperty("content", out var content)) return null;
        var example = content.EnumerateObject()
            .Select(media => media.Value.TryGetProperty("example", out var found) ? found : default)
            .FirstOrDefault(found => found.ValueKind is not JsonValueKind.Undefined);
        return example.ValueKind is JsonValueKind.Undefined ? null : JsonSerializer.Serialize(example, Readable);
    }

    static IEnumerable<JsonElement> Each(JsonElement of, string name) =>
        of.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) ? text.GetString() : null;
}
