using System.Text.Json.Nodes;
using Feria.Adapters.Kafka;
using Feria.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Rules.Tests;

/// <summary>
/// What others build on: a kind's schema may gain fields that may be left out, and nothing else; the document is the
/// one in docs.
/// </summary>
public sealed class AsyncApiTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    static readonly string Documented = Path.Combine(Tree.Root, "docs", "asyncapi.json");

    [Fact]
    public async Task The_document_is_the_one_in_docs_and_breaks_nothing_of_it()
    {
        var told = await host.Http.GetStringAsync("/asyncapi/v1.json");
        var documented = await File.ReadAllTextAsync(Documented);

        var (now, before) = (SchemasOf(told), SchemasOf(documented));
        var broken = before.SelectMany(kind => Breaks(kind.Key, kind.Value!, now[kind.Key])).ToList();
        Assert.True(broken.Count == 0, string.Join('\n', broken.Prepend("Make it a new version of the kind:")));

        var received = Documented.Replace(".json", ".received.json");
        File.Delete(received);
        if (told.TrimEnd() == documented.TrimEnd()) return;
        await File.WriteAllTextAsync(received, told + "\n");
        Assert.Fail("docs/asyncapi.json is not what is told: look at docs/asyncapi.received.json and move it there.");
    }

    [Fact]
    public void Every_kind_of_event_and_of_intake_is_told_and_every_reference_leads_somewhere()
    {
        var document = EventDocument.Make(host.Services.GetServices<Intake>());
        var kinds = Assemblies.All.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && typeof(IEvent).IsAssignableFrom(type)).Select(EventKindAttribute.Of)
            .Order(StringComparer.Ordinal);
        string[] sent = ["in.clicks", "in.prices", "in.products", "in.stock"];
        Assert.Equal(
            kinds.Concat(sent), document["components"]!["messages"]!.AsObject().Select(message => message.Key));
        Assert.Equal(
            [Topic.Events.Name, .. sent, Topic.Dead.Name],
            document["channels"]!.AsObject().Select(channel => channel.Key));

        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(
            reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name])));
    }

    const string Before = """
        {"type": "object", "required": ["a"],
         "properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]},
             "c": {"type": "array", "items": {"type": "object", "properties": {"d": {"type": "string"}}}}}}
        """;

    [Theory]
    [InlineData("\"a\": {", "\"e\": {\"type\": \"string\"}, \"a\": {", null)]
    [InlineData("\"b\"", "\"other\"", "kind.b is gone")]
    [InlineData("\"a\": {\"type\": \"string\"}", "\"a\": {\"type\": \"integer\"}", "kind.a is another type")]
    [InlineData("[\"a\"]", "[\"a\", \"b\"]", "kind.b was not required")]
    [InlineData("[\"a\"]", "[]", "kind.a need not be there any more")]
    [InlineData("\"d\"", "\"other\"", "kind.c[].d is gone")]
    public void A_schema_gains_fields_that_may_be_left_out_and_nothing_else(string part, string now, string? fault)
    {
        var breaks = Breaks("kind", JsonNode.Parse(Before)!, JsonNode.Parse(Before.Replace(part, now))!);
        Assert.Equal(fault is null ? [] : [fault], breaks);
    }

    static JsonObject SchemasOf(string document) =>
        JsonNode.Parse(document)!["components"]!["schemas"]!.AsObject();

    // Who wrote a reader for the older one can read the newer; the product itself can read what it wrote then.
    static IEnumerable<string> Breaks(string name, JsonNode before, JsonNode? now)
    {
        if (now is null) return [$"{name} is gone"];
        if (Plain(before) != Plain(now)) return [$"{name} is another type"];
        var faults = new List<string>();
        var (was, @is) = (Required(before), Required(now));
        faults.AddRange(was.Except(@is).Select(field => $"{name}.{field} need not be there any more"));
        faults.AddRange(@is.Except(was).Select(field => $"{name}.{field} was not required"));
        foreach (var (field, schema) in before["properties"]?.AsObject() ?? [])
            faults.AddRange(Breaks($"{name}.{field}", schema!, now["properties"]?[field]));
        if (before["items"] is { } items) faults.AddRange(Breaks($"{name}[]", items, now["items"]));
        return faults;
    }

    static string Plain(JsonNode schema) => schema is not JsonObject fields ? schema.ToJsonString()
        : string.Join(' ', fields.Where(field => field.Key is "type" or "format" or "enum" or "const" or "pattern")
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key}={field.Value!.ToJsonString()}"));

    static HashSet<string> Required(JsonNode schema) => schema is not JsonObject fields ? []
        : [.. fields["required"]?.AsArray().Select(name => (string)name!) ?? []];

    static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field =>
            field is { Key: "$ref", Value: { } reference } ? [(string)reference!] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
