using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Feria.Rules.Tests;

/// <summary>
/// What an answer tells can be sent back, and is not taken: a write takes the fields it names and refuses all others.
/// </summary>
public sealed class MassAssignmentTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    // What somebody would try first, whether an answer has it or not.
    static readonly string[] Tempting =
        ["id", "role", "roles", "permissions", "owner", "account", "accountId", "status", "region", "version", "paid"];

    [Fact]
    public async Task Every_field_of_every_answer_sent_along_is_refused_and_changes_nothing()
    {
        var document = (await host.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;
        var before = await Contents.OfAsync(host);
        var (asked, taken) = (0, new List<string>());
        foreach (var endpoint in ApiEndpoint.Of(host).Where(one => one.TakesJson && one.Example is not null))
        {
            var body = JsonSerializer.SerializeToNode(endpoint.Example, Json.Options)!;
            if (body is not JsonObject named) continue;
            var own = NamesOf(document, Bodies(document, endpoint, isAnswer: false)).ToHashSet();
            foreach (var field in NamesOf(document, Bodies(document, endpoint, isAnswer: true)).Concat(Tempting)
                .Distinct().Where(field => !own.Contains(field)))
            {
                asked++;
                var sent = named.DeepClone().AsObject();
                sent[field] = "019aa000-0000-7000-8000-000000000000";
                using var message = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Address)
                {
                    Content = JsonContent.Create(sent),
                };
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.AdministratorToken);
                using var answer = await host.Http.SendAsync(message);
                if (answer.StatusCode is < HttpStatusCode.BadRequest or >= HttpStatusCode.InternalServerError)
                    taken.Add($"{endpoint.Listing} takes {field}: {(int)answer.StatusCode}");
            }
        }

        Assert.Equal("", string.Join('\n', taken));
        Assert.True(asked > 1_000, $"Only {asked} were tried.");
        Assert.Equal(before, await Contents.OfAsync(host));
    }

    // The shapes an operation takes, or those it and its neighbours of the same resource answer with.
    static IEnumerable<JsonNode> Bodies(JsonNode document, ApiEndpoint endpoint, bool isAnswer)
    {
        var route = Regex.Replace(endpoint.Route, @":\w+(?=\})", "");
        var resource = route.TrimEnd('/');
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            var isSame = path == route || path == "/api/v1" + route;
            var isNear = isAnswer && (resource.StartsWith(path, StringComparison.Ordinal)
                || path.StartsWith(resource, StringComparison.Ordinal));
            if (!isSame && !isNear) continue;
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (isAnswer)
                    foreach (var (status, response) in operation!["responses"]!.AsObject())
                    {
                        if (status.StartsWith('2') && Schema(response) is { } told) yield return told;
                    }
                else if (method.Equals(endpoint.Method, StringComparison.OrdinalIgnoreCase)
                    && Schema(operation!["requestBody"]) is { } taken) yield return taken;
            }
        }
    }

    static JsonNode? Schema(JsonNode? holder) => holder?["content"]?["application/json"]?["schema"];

    static HashSet<string> NamesOf(JsonNode document, IEnumerable<JsonNode> schemas)
    {
        var (names, seen) = (new HashSet<string>(), new HashSet<string>());
        void Walk(JsonNode? schema)
        {
            if (schema is JsonArray several) foreach (var one in several) Walk(one);
            if (schema is not JsonObject shape) return;
            if (shape["$ref"]?.GetValue<string>() is { } reference)
            {
                if (seen.Add(reference)) Walk(document["components"]!["schemas"]![reference.Split('/')[^1]]);
                return;
            }

            if (shape["properties"] is JsonObject properties)
                foreach (var (name, inner) in properties)
                {
                    names.Add(name);
                    Walk(inner);
                }

            foreach (var part in (string[])["items", "oneOf", "anyOf", "allOf"]) Walk(shape[part]);
        }

        foreach (var schema in schemas) Walk(schema);
        return names;
    }
}
