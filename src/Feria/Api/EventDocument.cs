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
/// The AsyncAPI document: the topics, each event's schema, from the same types that write them, and each message's that
/// may be sent in. At <c>/asyncapi/v1.json</c>, whether there is a Kafka or not.
/// </summary>
public static class EventDocument
{
    static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // As events are written, but strings are told as strings, and whoever reads lets newer fields pass.
    static readonly JsonSerializerOptions AsTold = Of(JsonUnmappedMemberHandling.Skip);
    static readonly JsonSerializerOptions AsTaken = Of(JsonUnmappedMemberHandling.Disallow);

    static readonly JsonSchemaExporterOptions Plainly = new() { TreatNullObliviousAsNonNullable = true };

    public static void Map(WebApplication app)
    {
        var written = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(
            Make(app.Services.GetServices<Intake>()), Indented));
        app.MapGet("/asyncapi/v1.json", () => TypedResults.Bytes(written.Value, "application/json"))
            .AllowAnyone()
            .ExcludeFromDescription();
    }

    public static JsonObject Make(IEnumerable<Intake> all)
    {
        var texts = SliceTexts.Load();
        var kinds = Kinds().ToList();
        var intakes = all.OrderBy(IntakeDocument.NameOf, StringComparer.Ordinal).ToList();
        var events = kinds.Select(kind => Named(kind.Kind, Ref($"components/messages/{kind.Kind}")));
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Feria",
                ["version"] = "1",
                ["description"] = "What happens in a marketplace, as CloudEvents 1.0 in Kafka, and what others may "
                    + "send there, as plain JSON. Topics begin with the installation's prefix, feria. unless it has "
                    + "another.",
            },
            ["defaultContentType"] = "application/cloudevents+json",
            ["channels"] = new JsonObject(
            [
                Named(Topic.Events.Name, Channel(Topic.Events, events)),
                .. intakes.Select(
                    intake => Named(IntakeDocument.NameOf(intake), Channel(Topic.Of(intake), Of(intake)))),
                Named(Topic.Dead.Name, Channel(Topic.Dead, intakes.SelectMany(Of))),
            ]),
            ["operations"] = new JsonObject(
            [
                Named("tell", Operation("send", Topic.Events)),
                .. intakes.Select(intake => Named($"take.{intake.Name}", Operation("receive", Topic.Of(intake)))),
                Named("refuse", Operation("send", Topic.Dead)),
            ]),
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(
                    kinds.Select(kind => Named(kind.Kind, Message(kind, texts))).Concat(intakes.Select(
                        intake => Named(IntakeDocument.NameOf(intake), IntakeDocument.Message(intake, texts))))),
                ["schemas"] = new JsonObject(
                    kinds.Select(kind => Named(kind.Kind, Schema(kind.Type))).Prepend(Named("envelope", Envelope()))
                        .Concat(intakes.Select(intake => Named(
                            IntakeDocument.NameOf(intake), IntakeDocument.Schema(intake, AsTaken))))),
            },
        };
    }

    static IEnumerable<KeyValuePair<string, JsonNode?>> Of(Intake intake) =>
        [Named(IntakeDocument.NameOf(intake), Ref($"components/messages/{IntakeDocument.NameOf(intake)}"))];

    static JsonObject Operation(string action, Topic topic) =>
        new() { ["action"] = action, ["channel"] = Ref($"channels/{topic.Name}") };

    static IEnumerable<(string Kind, Type Type)> Kinds() =>
        from assembly in new[] { typeof(IEvent).Assembly, typeof(OrderPlaced).Assembly }
        from type in assembly.GetTypes()
        where type.GetCustomAttribute<EventKindAttribute>() is not null
        orderby EventKindAttribute.Of(type)
        select (EventKindAttribute.Of(type), type);

    static JsonObject Channel(Topic topic, IEnumerable<KeyValuePair<string, JsonNode?>> messages) => new()
    {
        ["address"] = $"feria.{topic.Name}",
        ["description"] = topic.Holds,
        ["messages"] = new JsonObject(messages),
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

    static JsonSerializerOptions Of(JsonUnmappedMemberHandling strangers)
    {
        var options = new JsonSerializerOptions(Json.Options) { UnmappedMemberHandling = strangers };
        foreach (var text in options.Converters.Where(one => one.CanConvert(typeof(string))).ToList())
            options.Converters.Remove(text);
        return options;
    }

    static JsonObject Ref(string place) => new() { ["$ref"] = $"#/{place}" };

    static KeyValuePair<string, JsonNode?> Named(string name, JsonNode? what) => new(name, what);
}
