using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Feria.Rules.Tests;

/// <summary>
/// Whatever a body holds that it should not, the answer is a 4xx problem with a code, and nothing changed.
/// </summary>
public sealed class HostileBodyTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "empty", "application/json", "" },
        { "null", "application/json", "null" },
        { "a list", "application/json", "[]" },
        { "a number", "application/json", "17" },
        { "not JSON", "application/json", "{\"fullName\": " },
        { "an unknown field", "application/json", """{"thereIsNoSuchField": true}""" },
        { "a repeated field", "application/json", """{"quantity": 1, "quantity": 2}""" },
        { "NUL", "application/json", """{"fullName": "a\u0000b", "email": "a\u0000@b"}""" },
        { "half a surrogate pair", "application/json", """{"fullName": "\ud800", "line1": "\ud800"}""" },
        { "too deep", "application/json", Deep(500) },
        { "another media type", "text/plain", "quantity=1" },
        { "XML", "application/xml", "<quantity>1</quantity>" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_is_refused_and_changes_nothing(string what, string mediaType, string body)
    {
        var before = await Contents.OfAsync(host);
        foreach (var endpoint in ApiEndpoint.Of(host).Where(endpoint => endpoint.TakesJson))
        {
            using var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue(mediaType) { CharSet = "utf-8" };
            await AssertRefusedAsync(endpoint, content, what);
        }

        Assert.Equal(before, await Contents.OfAsync(host));
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused_and_changes_nothing()
    {
        var before = await Contents.OfAsync(host);
        var big = Encoding.UTF8.GetBytes($$"""{"fullName": "{{new string('a', 10 << 20)}}"}""");
        foreach (var endpoint in ApiEndpoint.Of(host).Where(endpoint => endpoint.TakesJson))
        {
            using var content = new ByteArrayContent(big);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            await AssertRefusedAsync(endpoint, content, "10 MB");
        }

        Assert.Equal(before, await Contents.OfAsync(host));
    }

    async Task AssertRefusedAsync(ApiEndpoint endpoint, HttpContent content, string what)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(endpoint.Method), endpoint.Address) { Content = content };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.AdministratorToken);
        message.Headers.ExpectContinue = true; // so that a body refused by its length is not sent at all
        using var answer = await host.Http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError,
            $"{endpoint.Listing} answered {(int)answer.StatusCode} to {what}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("code").GetString()), $"{endpoint.Listing}: {text}");
    }

    static string Deep(int levels) => new string('[', levels) + new string(']', levels);
}
