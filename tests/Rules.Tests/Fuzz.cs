using System.Text.Json.Nodes;

namespace Feria.Rules.Tests;

/// <summary>Bodies to put hostile strings in, made from the OpenAPI document.</summary>
static class Fuzz
{
    /// <summary>A body of the schema's shape in which the field at one path holds the given text.</summary>
    public static IEnumerable<Func<string, JsonNode?>> BodiesOf(JsonNode document, JsonNode schema)
    {
        foreach (var path in PathsOf(document, schema, [], 0))
            yield return text => Build(document, schema, path, 0, text, 0);
    }

    static IEnumerable<string[]> PathsOf(JsonNode document, JsonNode schema, string[] at, int depth)
    {
        if (depth > 4) yield break;
        schema = Resolve(document, schema);
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (name, inner) in properties)
                foreach (var path in PathsOf(document, inner!, [.. at, name], depth + 1)) yield return path;
        }
        else if (schema["items"] is { } items)
        {
            foreach (var path in PathsOf(document, items, [.. at, "[]"], depth + 1)) yield return path;
        }
        else
        {
            yield return at;
        }
    }

    static JsonNode? Build(JsonNode document, JsonNode schema, string[] path, int index, string text, int depth)
    {
        if (index == path.Length) return JsonValue.Create(text);
        schema = Resolve(document, schema);
        if (schema["properties"] is JsonObject properties)
        {
            var body = new JsonObject();
            foreach (var (name, inner) in properties)
                body[name] = index >= 0 && path[index] == name
                    ? Build(document, inner!, path, index + 1, text, depth + 1)
                    : Plain(document, inner!, depth + 1);
            return body;
        }

        return schema["items"] is { } items ? new JsonArray(Build(document, items, path, index + 1, text, depth + 1))
            : null;
    }

    static JsonNode? Plain(JsonNode document, JsonNode schema, int depth)
    {
        schema = Resolve(document, schema);
        if (depth > 5) return null;
        if (schema["properties"] is JsonObject properties)
        {
            var body = new JsonObject();
            foreach (var (name, inner) in properties) body[name] = Plain(document, inner!, depth + 1);
            return body;
        }

        if (schema["enum"] is JsonArray { Count: > 0 } choices) return choices[0]?.DeepClone();
        var type = schema["type"] is JsonArray several ? several[0]!.GetValue<string>()
            : schema["type"]?.GetValue<string>();
        return type switch
        {
            // Of texts the document says nothing.
            "array" => new JsonArray(
                schema["items"] is { } items ? Plain(document, items, depth + 1) : JsonValue.Create("plain")),
            "integer" or "number" => JsonValue.Create(1),
            "boolean" => JsonValue.Create(true),
            "string" when schema["format"]?.GetValue<string>() is "uuid" => JsonValue.Create(Guid.NewGuid().ToString()),
            "string" => JsonValue.Create("plain"),
            _ => null,
        };
    }

    static JsonNode Resolve(JsonNode document, JsonNode schema)
    {
        for (var i = 0; i < 8; i++)
        {
            if (schema["$ref"]?.GetValue<string>() is { } reference)
                schema = document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!;
            else if ((schema["oneOf"] ?? schema["anyOf"] ?? schema["allOf"]) is JsonArray { Count: > 0 } choices)
                schema = choices.FirstOrDefault(choice => choice!["$ref"] is not null) ?? choices[^1]!;
            else break;
        }

        return schema;
    }
}
