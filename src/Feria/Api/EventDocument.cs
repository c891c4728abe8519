using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Feria.Adapters.Kafka;
using Feria.Contracts;

namespace Feria.Api;

/// <summary>
/// The AsyncAPI document: the topics and each event's schema, from the same types that write them. At
/// <c>/asyncapi/v1.json</c>, whether there is a Kafka or not.
/// </summary>
public static class EventDocument
{
    static readonly Lazy<byte[]> Written = new(() => JsonSerializer.SerializeToUtf8Bytes(Make(), Indented));

    static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // As events are written, but strings are told as strings, and whoever reads lets newer fields pass.
    static readonly JsonSerializerOptions AsTold = Tolerant();

    static readonly JsonSchemaExporterOptions Plainly = new() { TreatNullObliviousAsNonNullable = true };

    public static void Map(WebApplication app) => app
        .MapGet("/asyncapi/v1.json", () => TypedResults.Bytes(Written.Value, "application/json"))
        .AllowAnyone()
        .ExcludeFromDescription();

    public static JsonObject Make()
    {
        var texts = SliceTexts.Load();
        var kinds = Kinds().ToList();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Feria",
                ["version"] = "1",
                ["description"] = "What happens in a marketplace, as CloudEvents 1.0 in Kafka. Topics begin with the "
                    + "installation's prefix, feria. unless it has another.",
            },
            ["defaultContentType"] = "application/cloudevents+json",
            ["channels"] = new JsonObject(Topic.All.Select(topic => Named(topic.Name, Channel(topic, kinds)))),
            ["operations"] = new JsonObject
            {
                ["tell"] = new JsonObject { ["action"] = "send", ["channel"] = Ref($"channels/{Topic.Events.Name}") },
            },
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(kinds.Select(kind => Named(kind.Kind, Message(kind, texts)))),
                ["schemas"] = new JsonObject(
                    kinds.Select(kind => Named(kind.Kind, Schema(kind.Type))).Prepend(Named("envelope", Envelope()))),
            },
        };
    }

    static IEnumerable<(string Kind, Type Type)> Kinds() =>
        from assembly in new[] { typeof(IEvent).Assembly, typeof(OrderPlaced).Assembly }
        from type in assembly.GetTypes()
        where type.GetCustomAttribute<EventKindAttribute>() is not null
        orderby EventKindAttribute.Of(type)
        select (EventKindAttribute.Of(type), type);

    static JsonObject Channel(Topic topic, IEnumerable<(string Kind, Type Type)> kinds) => new()
    {
        ["address"] = $"feria.{topic.Name}",
        ["description"] = topic.Holds,
        ["messages"] = new JsonObject(kinds.Select(kind => Named(kind.Kind, Ref($"components/messages/{kind.Kind}")))),
        ["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["partitions"] = topic.Partitions,
                ["topicConfiguration"] = new JsonObject
                {
                    ["cleanup.policy"] = new JsonArray("delete"),
                    ["retention.ms"] = (long)topic.Kept.TotalMilliseconds,
                },
                ["bindingVersion"] = "0.5.0",
            },
        },
    };

    static JsonObject Message((string Kind, Type Type) kind, SliceTexts texts) => new()
    {
        ["name"] = kind.Kind,
        ["title"] = kind.Type.Name,
        ["summary"] = texts.Of(kind.Type.Name),
        ["payload"] = new JsonObject
        {
            ["allOf"] = new JsonArray(
                Ref("components/schemas/envelope"),
                new JsonObject
                {
                    ["properties"] = new JsonObject
                    {
                        ["type"] = new JsonObject { ["const"] = kind.Kind },
                        ["data"] = Ref($"components/schemas/{kind.Kind}"),
                    },
                }),
        },
        ["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["key"] = new JsonObject
                {
                    ["type"] = "string", ["format"] = "uuid", ["description"] = Topic.Events.Key,
                },
                ["bindingVersion"] = "0.5.0",
            },
        },
    };

    static JsonNode Schema(Type type) => AsTold.GetJsonSchemaAsNode(type, Plainly);

    static JsonObject Envelope()
    {
        var fields = new JsonObject
        {
            ["specversion"] = new JsonObject { ["const"] = "1.0" },
            ["id"] = Text("uuid", "The event's; with source, the same for ever."),
            ["source"] = Text("uri-reference", "/feria/ and the region it happened in."),
            ["type"] = Text(null, "Module, fact, version."),
            ["subject"] = Text("uuid", "What it is about."),
            ["time"] = Text("date-time", "When it was written."),
            ["datacontenttype"] = new JsonObject { ["const"] = "application/json" },
            ["partitionkey"] = Text("uuid", "The message's key."),
            ["sequence"] = Text(null, "Its place in the log, as text that sorts as places do."),
            ["data"] = new JsonObject { ["type"] = "object" },
        };
        return new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field.Key))]),
            ["properties"] = fields,
        };
    }

    static JsonObject Text(string? format, string description)
    {
        var text = new JsonObject { ["type"] = "string" };
        if (format is not null) text["format"] = format;
        text["description"] = description;
        return text;
    }

    static JsonSerializerOptions Tolerant()
    {
        var options = new JsonSerializerOptions(Json.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        };
        foreach (var text in options.Converters.Where(one => one.CanConvert(typeof(string))).ToList())
            options.Converters.Remove(text);
        return options;
    }

    static JsonObject Ref(string place) => new() { ["$ref"] = $"#/{place}" };

    static KeyValuePair<string, JsonNode?> Named(string name, JsonNode? what) => new(name, what);
}
