using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Verify.Tests;

/// <summary>
/// Everything that is somebody's, asked for by a guest, another buyer and another seller: strangers.txt says what each
/// is answered, and nothing changes.
/// </summary>
public sealed class StrangersTests(Seeded market) : IClassFixture<Seeded>
{
    // What a part of a route names, of somebody; {id:guid} is what stands before it.
    static readonly Dictionary<string, string> Things = new()
    {
        ["{order:guid}"] = "select order_id from community.conversation limit 1",
        ["{checkout:guid}"] = "select id from orders.checkout where account_id is not null limit 1",
        ["{attachment:guid}"] = "select id from community.attachment limit 1",
        ["{number:int}"] = "select 1",
        ["{list:guid}"] = "select list_id from orders.list_item limit 1",
        ["{list:guid}/{offer:guid}"] = "select offer_id from orders.list_item limit 1",
        ["{list:guid}/items/{offer:guid}"] = "select offer_id from orders.list_item limit 1",
        ["{decision:guid}"] = "select id from trust.decision limit 1",
        ["{device:guid}"] = "select id from notifications.receiver limit 1",
        ["{notice:guid}"] = "select id from notifications.notice limit 1",
        ["{upload:guid}"] = "select id from media.upload limit 1",
        ["{review:guid}"] = "select id from community.review limit 1",
        ["{question:guid}"] = "select id from community.question limit 1",
        ["{session:guid}"] = "select id from accounts.session limit 1",
        ["sessions/{id:guid}"] = "select id from accounts.session limit 1",
        ["addresses/{id:guid}"] = "select id from accounts.address limit 1",
        ["returns/{id:guid}"] = "select id from orders.return where status = 'asked'",
    };

    // What a page's form is sent with, by how its route ends: without, it is refused before it is asked whose it is.
    static readonly Dictionary<string, (string Name, string Value)[]> Forms = new()
    {
        ["/appeal"] = [("words", "It is a lamp.")],
        ["/move"] = [("to", "019aa000-0000-7000-8000-000000000000")],
        ["/note"] = [("note", "In blue")],
        ["/rename"] = [("name", "Mine")],
        ["/account/notices/{notice:guid}"] = [("path", "/orders")],
        ["/messages"] = [("text", "Where is it?")],
        ["/report"] = [("reason", "other"), ("words", "It is rude.")],
        ["/messages/read"] = [("upTo", "1")],
        ["{order:guid}/returns"] =
            [("kind", "return"), ("reason", "damaged"), ("words", "It is broken."), ("units-0", "1")],
        ["/escalate"] = [("words", "Nobody answers.")],
        ["/shipment"] = [("carrier", "Mail"), ("trackingNumber", "1")],
    };

    [Fact]
    public async Task Whoever_asks_for_what_is_anothers_gets_and_changes_nothing()
    {
        (string Who, string? Token)[] strangers =
            [("guest", null), ("buyer", await RegisterAsync("buyer")), ("seller", await SellAsync())];
        await market.SettleAsync();
        var things = new Dictionary<string, string>();
        foreach (var (name, sql) in Things)
            things[name] = $"{await market.SqlAsync(sql)}";
        Assert.All(things, thing => Assert.NotEmpty(thing.Value));
        var before = await Contents.OfAsync(market);
        var answers = new List<string>();
        foreach (var endpoint in ApiEndpoint.Of(market).Where(endpoint => !endpoint.Rule.IsStaffs
            && !endpoint.Route.Contains("{store:guid}")
            // Anybody's to say of any review.
            && !endpoint.Route.EndsWith("/helpful", StringComparison.Ordinal)
            && Things.Keys.Any(name => endpoint.Route.Contains(name))))
        {
            var told = new List<string>();
            foreach (var (who, token) in strangers)
            {
                using var ask = endpoint.Ask(endpoint.AddressOf(Find) + "?version=1", token);
                if (endpoint.IsForm) ask.Content = FormOf(endpoint.Route);
                using var answer = await market.Http.SendAsync(ask);
                told.Add($"{who} {(int)answer.StatusCode}{WhyOf(answer)}");
            }

            answers.Add($"{endpoint.Method} {endpoint.Route} {string.Join(' ', told)}");

            string? Find(string part) => things.GetValueOrDefault(part)
                ?? things.FirstOrDefault(one => one.Key.Contains('/') && endpoint.Route.Contains(one.Key)).Value;
        }

        Assert.Equal(before, await Contents.OfAsync(market));
        var approved = Path.Combine(TestCluster.Root, "tests/Verify.Tests/strangers.txt");
        var text = string.Join('\n', answers) + "\n";
        if (File.Exists(approved) && await File.ReadAllTextAsync(approved) == text) return;
        await File.WriteAllTextAsync(Path.ChangeExtension(approved, ".received.txt"), text);
        Assert.Fail("Strangers are not answered as strangers.txt says: look at strangers.received.txt.");
    }

    // A page that leads back says why in the address.
    static string WhyOf(HttpResponseMessage answer) =>
        $"{answer.Headers.Location}".Split("because=") is [_, var why] ? $" {why}" : "";

    static FormUrlEncodedContent FormOf(string route) => new(
        Forms.FirstOrDefault(one => route.EndsWith(one.Key, StringComparison.Ordinal)).Value?
            .ToDictionary(field => field.Name, field => field.Value) ?? []);

    async Task<string> RegisterAsync(string name)
    {
        var answer = await market.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Robin Stranger",
            email = $"stranger-{name}@example.com",
            idNumber = "AB123456",
            phone = "+44 20 7946 0000",
            password = "a long enough passphrase 7",
            address = new { line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA",
                country = "GB" },
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    async Task<string> SellAsync()
    {
        var token = await RegisterAsync("seller");
        using var open = new HttpRequestMessage(HttpMethod.Post, "/api/v1/store")
        {
            Content = JsonContent.Create(new
            {
                name = "Lamps of a stranger", about = "", city = "Leeds", country = "GB", language = "en",
                currency = "GBP",
            }),
        };
        open.Headers.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.Created, (await market.Http.SendAsync(open)).StatusCode);
        return token;
    }
}
