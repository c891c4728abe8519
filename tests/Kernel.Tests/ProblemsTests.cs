using System.Net;
using System.Text;
using System.Text.Json;

namespace Feria.Kernel.Tests;

public sealed class ProblemsTests(KernelHost host) : IClassFixture<KernelHost>
{
    const string Good = """{"text":"hello","count":3}""";

    [Theory]
    [InlineData("", 400, "malformed_body")]
    [InlineData("{", 400, "malformed_body")]
    [InlineData("null", 400, "malformed_body")]
    [InlineData("[]", 400, "malformed_body")]
    [InlineData("7", 400, "malformed_body")]
    [InlineData("{}", 400, "invalid_fields")]
    [InlineData("""{"text":null,"count":3}""", 400, "malformed_body")]
    [InlineData("""{"text":"hello"}""", 400, "invalid_fields")]
    [InlineData("""{"text":"hello","count":"3"}""", 400, "malformed_body")]
    [InlineData("""{"text":"hello","count":3.5}""", 400, "malformed_body")]
    [InlineData("""{"text":"hello","count":99999999999}""", 400, "malformed_body")]
    [InlineData("""{"text":"hello","count":3,"role":"administrator"}""", 400, "malformed_body")]
    [InlineData("""{"text":"hello","count":3,"count":4}""", 400, "malformed_body")]
    [InlineData("""{"Text":"hello","count":3}""", 400, "malformed_body")]
    [InlineData("""{"text":"nul \u0000","count":3}""", 400, "malformed_text")]
    [InlineData("""{"text":"half \ud83d","count":3}""", 400, "malformed_text")]
    [InlineData("""{"te\ud83d":"half","count":3}""", 400, "malformed_body")]
    [InlineData("""{"text":"","count":3}""", 400, "invalid_fields")]
    [InlineData("""{"text":"hello","count":11}""", 400, "invalid_fields")]
    public async Task A_body_of_the_wrong_shape_is_a_problem_with_a_code(string body, int status, string code)
    {
        var before = await host.SqlAsync("select count(*) from note");

        var answer = await host.PostAsync("/notes", body);
        var withKey = await host.PostAsync("/notes", body, Guid.NewGuid().ToString());

        foreach (var each in new[] { answer, withKey })
        {
            Assert.Equal("application/problem+json", each.Content.Headers.ContentType?.MediaType);
            Assert.Equal((status, code), ((int)each.StatusCode, await CodeAsync(each)));
        }

        Assert.Equal(before, await host.SqlAsync("select count(*) from note"));
    }

    [Fact]
    public async Task Fields_that_are_not_valid_are_named_as_the_client_wrote_them()
    {
        var answer = await host.PostAsync("/notes", """{"text":"  ","count":0,"place":{"postalCode":"12345678901"}}""");

        var errors = (await JsonAsync(answer)).GetProperty("errors");
        Assert.Equal(
            ["count", "place.postalCode", "text"], errors.EnumerateObject().Select(error => error.Name).Order());
        Assert.Equal("Write one line of 1 to 40 characters.", errors.GetProperty("text")[0].GetString());
    }

    [Fact]
    public async Task Missing_fields_are_named_all_at_once_and_where_they_stand()
    {
        var two = await JsonAsync(await host.PostAsync("/notes", "{}"));
        var nested = await JsonAsync(await host.PostAsync("/notes", """{"text":"a","count":1,"place":{}}"""));

        Assert.Equal("""{"text":["This field is missing."],"count":["This field is missing."]}""",
            two.GetProperty("errors").GetRawText());
        Assert.Equal("""{"place.postalCode":["This field is missing."]}""", nested.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused()
    {
        var bytes = (byte[])[.. "{\"text\":\""u8, 0xC3, 0x28, .. "\",\"count\":1}"u8];
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };

        var answer = await host.Http.PostAsync("/notes", content);

        Assert.Equal((400, "malformed_text"), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_media_type_is_refused(string type)
    {
        var answer = await host.Http.PostAsync("/notes", new StringContent(Good, Encoding.UTF8, type));

        Assert.Equal((415, "unsupported_media_type"), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a key")]
    public async Task A_body_of_ten_megabytes_is_refused(string? key)
    {
        var answer = await host.PostAsync("/notes", $$"""{"text":"{{new string('a', 10 << 20)}}","count":1}""", key);

        Assert.Equal((413, "body_too_large"), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("PATCH", "/notes", 405, "method_not_allowed")]
    [InlineData("GET", "/list?limit=many", 400, "bad_request")]
    [InlineData("GET", "/list?limit=1&q=%00", 400, "malformed_text")]
    [InlineData("GET", "/list", 400, "bad_request")]
    public async Task What_reaches_no_slice_is_a_problem_too(string method, string path, int status, string code)
    {
        var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal((status, code), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task A_refusal_carries_its_code_its_field_and_its_facts()
    {
        var problem = await JsonAsync(await host.PostAsync("/full", "{}"));

        Assert.Equal(422, problem.GetProperty("status").GetInt32());
        Assert.Equal("room_full", problem.GetProperty("code").GetString());
        Assert.Equal("urn:feria:error:room_full", problem.GetProperty("type").GetString());
        Assert.Equal("The room is full.", problem.GetProperty("title").GetString());
        Assert.Equal("count", problem.GetProperty("field").GetString());
        Assert.Equal(0, problem.GetProperty("left").GetInt32());
        Assert.False(problem.TryGetProperty("traceId", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a busy key")]
    public async Task A_refusal_for_now_says_when_to_come_back(string? key)
    {
        var answer = await host.PostAsync("/busy", "{}", key);

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_violated_constraint_is_the_refusal_it_means()
    {
        var answer = await host.PostAsync("/notes/twice", "{}");

        Assert.Equal((409, "note_twice"), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task A_bug_answers_with_a_trace_and_nothing_of_itself()
    {
        host.Gate.Breaks = true;
        var answer = await host.PostAsync("/broken", "{}");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((500, "broken"), ((int)answer.StatusCode, await CodeAsync(answer)));
        Assert.DoesNotContain("secret", text);
        Assert.True(JsonDocument.Parse(text).RootElement.TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task A_text_comes_back_as_it_went_in()
    {
        const string text = "<b>Ñandú</b> 🦙 \u202E'\"--";
        var answer = await host.PostAsync("/notes", JsonSerializer.Serialize(new { text, count = 1 }));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(text, (await JsonAsync(answer)).GetProperty("text").GetString());
    }

    static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await JsonAsync(answer)).GetProperty("code").GetString();

    static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
