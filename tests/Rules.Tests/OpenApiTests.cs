using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Feria.Rules.Tests;

public sealed class OpenApiTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_has_every_endpoint()
    {
        var document = await DocumentAsync();
        Assert.StartsWith("3.1.", document["openapi"]!.GetValue<string>());
        var documented = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"))
            .Order(StringComparer.Ordinal);
        var mapped = ApiEndpoint.Of(host)
            .Where(endpoint => endpoint.Route.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Method} {Regex.Replace(endpoint.Route, ":[a-z]+}", "}")}")
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(mapped, documented);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_what_it_answers_and_what_it_refuses()
    {
        var document = await DocumentAsync();
        var faults =
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            let operation = method.Value!
            let responses = operation["responses"]!.AsObject()
            let missing = new[]
            {
                operation["summary"] is null ? "a summary (the slice's <summary>)" : null,
                operation["operationId"] is null ? "an operation name (WithName)" : null,
                responses.Any(response => response.Key.StartsWith('2')) ? null : "a success answer",
                operation["requestBody"] is null || HasExample(operation) ? null
                    : "an example of its body (WithExample)",
                responses.Where(response => response.Key.StartsWith('4'))
                    .All(response => response.Value!["content"]!["application/problem+json"]!["examples"] is not null)
                    ? null : "examples of its problems",
            }.OfType<string>().ToList()
            where missing.Count > 0
            select $"{method.Key} {path.Key} lacks {string.Join(", ", missing)}";
        Assert.Empty(faults);
    }

    [Fact]
    public async Task What_an_operation_takes_is_described_by_a_shape_of_its_own()
    {
        var document = await DocumentAsync();
        var faults =
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            let media = method.Value!["requestBody"]?["content"]?["application/json"]
            where media?["example"] is JsonObject && media["schema"]?["$ref"] is not null
            let name = media["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1]
            let shape = document["components"]!["schemas"]![name]!
            where shape["properties"] is JsonObject
            let unknown = media["example"]!.AsObject().Select(field => field.Key)
                .Except(shape["properties"]!.AsObject().Select(property => property.Key)).ToList()
            where unknown.Count > 0
            select $"{method.Key} {path.Key}: its shape knows no {string.Join(", ", unknown)}";
        Assert.Empty(faults);
    }

    static bool HasExample(JsonNode operation) =>
        operation["requestBody"]!["content"]!.AsObject().All(media => media.Value!["example"] is not null);

    async Task<JsonNode> DocumentAsync() => (await host.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;
}
