using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Feria.Adapters.Kafka;

namespace Feria.Api;

/// <summary>What others may send, for the AsyncAPI document: from the same shapes that messages are read by.</summary>
static class IntakeDocument
{
    static readonly JsonSchemaExporterOptions WithBounds = new()
    {
        TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Bound,
    };

    /// <summary>The topic's message, its channel and its operation go by one name.</summary>
    public static string NameOf(Intake intake) => Topic.Of(intake).Name;

    public static JsonObject Message(Intake intake, SliceTexts texts) => new()
    {
        ["name"] = NameOf(intake),
        ["summary"] = texts.Of(intake.GetType().Name),
        ["contentType"] = "application/json",
        ["payload"] = new JsonObject { ["$ref"] = $"#/components/schemas/{NameOf(intake)}" },
        ["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["key"] = new JsonObject { ["type"] = "string", ["description"] = intake.Key },
                ["bindingVersion"] = "0.5.0",
            },
        },
    };

    /// <param name="options">As events are told, but a member that nobody knows is refused.</param>
    public static JsonNode Schema(Intake intake, JsonSerializerOptions options) =>
        options.GetJsonSchemaAsNode(intake.Shape, WithBounds);

    static JsonNode Bound(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject fields || context.PropertyInfo is not { } member) return schema;
        foreach (var rule in Rules(member))
            foreach (var (name, bound) in Bounds(rule, isText: context.TypeInfo.Type == typeof(string)))
                fields[name] = bound;
        return fields;
    }

    static IEnumerable<ValidationAttribute> Rules(JsonPropertyInfo member) =>
        (member.AssociatedParameter?.AttributeProvider ?? member.AttributeProvider)
            ?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? [];

    static IEnumerable<(string Name, JsonNode? Bound)> Bounds(ValidationAttribute rule, bool isText)
    {
        switch (rule)
        {
            case RangeAttribute range:
                yield return ("minimum", JsonSerializer.SerializeToNode(range.Minimum));
                yield return ("maximum", JsonSerializer.SerializeToNode(range.Maximum));
                break;
            case LengthAttribute length:
                yield return (isText ? "minLength" : "minItems", length.MinimumLength);
                yield return (isText ? "maxLength" : "maxItems", length.MaximumLength);
                break;
            case StringLengthAttribute length:
                yield return ("maxLength", length.MaximumLength);
                break;
            case MaxLengthAttribute length:
                yield return (isText ? "maxLength" : "maxItems", length.Length);
                break;
            case OneLineAttribute line:
                yield return ("minLength", 1);
                yield return ("maxLength", line.Longest);
                break;
            case RegularExpressionAttribute shape:
                yield return ("pattern", shape.Pattern);
                break;
            case AllowedValuesAttribute allowed:
                yield return ("enum", JsonSerializer.SerializeToNode(allowed.Values));
                break;
        }
    }
}
