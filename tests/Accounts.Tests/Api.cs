using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Feria.Accounts.Tests;

/// <summary>Speaks to the API as a person would, with the words a test needs.</summary>
static class Api
{
    public const string Password = "correct horse battery";

    public static string NewEmail() => $"ana.{Guid.NewGuid():N}@example.com";

    public static JsonObject Registration(string email) => new()
    {
        ["fullName"] = "Ana Souza",
        ["email"] = email,
        ["idNumber"] = "529.982.247-25",
        ["phone"] = "+55 11 91234-5678",
        ["password"] = Password,
        ["address"] = new JsonObject
        {
            ["line1"] = "Rua das Flores, 12",
            ["city"] = "São Paulo",
            ["region"] = "SP",
            ["postalCode"] = "01310-100",
            ["country"] = "BR",
        },
    };

    public static async Task<(Guid Id, string Token)> RegisterAsync(this HttpClient http, string email)
    {
        var answer = await http.PostAsJsonAsync("/api/v1/accounts", Registration(email));
        Assert.Equal(201, (int)answer.StatusCode);
        var body = await answer.JsonAsync();
        return (body.GetProperty("id").GetGuid(), body.GetProperty("token").GetString()!);
    }

    public static Task<HttpResponseMessage> SignInAsync(
        this HttpClient http, string email, string password = Password) =>
        http.PostAsJsonAsync("/api/v1/sessions", new { email, password });

    public static async Task<string> TokenAsync(this HttpClient http, string email, string password = Password)
    {
        var answer = await http.SignInAsync(email, password);
        Assert.Equal(200, (int)answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("token").GetString()!;
    }

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient http, HttpMethod method, string path, string? token = null, object? body = null)
    {
        var asked = new HttpRequestMessage(method, $"/api/v1{path}");
        if (token is not null) asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) asked.Content = JsonContent.Create(body);
        return await http.SendAsync(asked);
    }

    public static async Task<int> StatusAsync(
        this HttpClient http, HttpMethod method, string path, string? token = null, object? body = null) =>
        (int)(await http.SendAsync(method, path, token, body)).StatusCode;

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("code").GetString();
}
