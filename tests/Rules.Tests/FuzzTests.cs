using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Feria.Rules.Tests;

/// <summary>
/// Hostile text through every field of every endpoint: never a 500, and legal text comes back as it went in.
/// </summary>
public sealed class FuzzTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    const int SampleEvery = 97;

    string token = "";

    [Fact]
    public async Task Any_text_through_an_address_comes_back_as_it_went_in_or_is_refused()
    {
        token = await host.LivingAdministratorTokenAsync();
        var strings = HostileStrings.All();
        var address = new JsonObject
        {
            ["line1"] = "1 High Street", ["city"] = "Town", ["region"] = "RE", ["postalCode"] = "1000",
                ["country"] = "AR",
        };
        var made = await SendAsync("POST", "/api/v1/me/addresses", address);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
        var kept = 0;
        foreach (var text in strings)
        {
            address["line1"] = text;
            using var put = await SendAsync("PUT", $"/api/v1/me/addresses/{id}", address);
            if (put.StatusCode == HttpStatusCode.BadRequest) continue;
            Assert.True(put.IsSuccessStatusCode, $"{(int)put.StatusCode} for {text}");
            var list = await (await SendAsync(
                "GET", "/api/v1/me/addresses", null)).Content.ReadFromJsonAsync<JsonNode>();
            var back = list!["items"]!.AsArray()
                .Single(one => one!["id"]!.GetValue<string>() == id)!["line1"]!.GetValue<string>();
            Assert.Equal(text, back);
            kept++;
        }

        Assert.True(kept > strings.Count / 2, $"only {kept} of {strings.Count} texts were legal");
    }

    [Fact]
    public async Task Any_text_can_be_searched_for()
    {
        foreach (var text in HostileStrings.All())
        {
            using var answer = await host.Http.GetAsync(
                $"/api/v1/products?q={Uri.EscapeDataString(Cut(text))}&limit=1");
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                $"{(int)answer.StatusCode} for {text}");
        }
    }

    [Fact]
    public async Task No_field_of_any_body_makes_a_500()
    {
        var document = await DocumentAsync();
        foreach (var (path, methods) in document["paths"]!.AsObject())
            foreach (var (method, operation) in methods!.AsObject())
            {
                if (operation!["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema) continue;
                token = await host.LivingAdministratorTokenAsync();
                foreach (var body in Fuzz.BodiesOf(document, schema))
                    foreach (var text in HostileStrings.Sample(SampleEvery * 5))
                        await AssertNoFaultAsync(
                            method, Filled(path, "00000000-0000-7000-8000-000000000000"), body(text));
            }
    }

    [Fact]
    public async Task No_parameter_of_any_address_makes_a_500()
    {
        var document = await DocumentAsync();
        foreach (var (path, methods) in document["paths"]!.AsObject())
            foreach (var (method, operation) in methods!.AsObject())
                foreach (var parameter in operation!["parameters"]?.AsArray() ?? [])
                {
                    token = await host.LivingAdministratorTokenAsync();
                    foreach (var text in HostileStrings.Sample(SampleEvery).Select(Cut))
                    {
                        var name = parameter!["name"]!.GetValue<string>();
                        var address = Filled(path, "00000000-0000-7000-8000-000000000000");
                        if (parameter["in"]!.GetValue<string>() is "path") address =
                            Filled(path, Uri.EscapeDataString(text));
                        if (parameter["in"]!.GetValue<string>() is "query")
                            address += $"?{name}={Uri.EscapeDataString(text)}";
                        await AssertNoFaultAsync(method, address, null);
                    }
                }
    }

    async Task AssertNoFaultAsync(string method, string address, JsonNode? body)
    {
        using var answer = await SendAsync(method.ToUpperInvariant(), address, body);
        Assert.True((int)answer.StatusCode < 500,
            $"{method} {address} {body?.ToJsonString()}: {(int)answer.StatusCode}");
    }

    async Task<HttpResponseMessage> SendAsync(string method, string address, JsonNode? body)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), address);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // As text: a node with half a surrogate pair cannot be sent otherwise.
        if (body is not null) message.Content = new StringContent(body.ToJsonString(), null, "application/json");
        return await host.Http.SendAsync(message);
    }

    async Task<JsonNode> DocumentAsync() => (await host.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;

    static string Filled(string path, string value) =>
        System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]+\}", value.Replace("$", "$$"));

    static string Cut(string text) => text.Length <= 1500 ? text : text[..1500];
}
