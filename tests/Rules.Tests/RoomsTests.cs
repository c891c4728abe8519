using System.Net;
using AngleSharp.Html.Parser;

namespace Feria.Rules.Tests;

/// <summary>
/// Which rooms of the back office each role finds: rooms.txt lists them. What it finds opens, and no other does.
/// </summary>
public sealed class RoomsTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    static readonly string[] Roles =
    [
        "administrator", "platform_manager", "moderator", "marketing_specialist", "bi_analyst", "dba",
    ];

    [Fact]
    public async Task A_role_finds_its_rooms_which_open_and_no_others()
    {
        var found = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var role in Roles) found[role] = await RoomsAsync(role);
        var every = found.Values.SelectMany(rooms => rooms).Distinct().ToList();
        foreach (var role in Roles)
            foreach (var room in every)
                Assert.Equal(
                    (role, room, found[role].Contains(room) ? HttpStatusCode.OK : HttpStatusCode.Forbidden),
                    (role, room, (await GoAsync(role, room)).StatusCode));

        Assert.Equal(HttpStatusCode.Forbidden, (await GoAsync("buyer", "/operations")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GoAsync("seller", "/operations")).StatusCode);

        var approved = Path.Combine(Tree.Root, "tests/Rules.Tests/rooms.txt");
        var text = string.Join("", Roles.Select(role => $"{role} {string.Join(' ', found[role])}\n"));
        if (File.Exists(approved) && await File.ReadAllTextAsync(approved) == text) return;
        await File.WriteAllTextAsync(Path.ChangeExtension(approved, ".received.txt"), text);
        Assert.Fail("Rooms are not as rooms.txt lists them: look at rooms.received.txt, approve what is right.");
    }

    async Task<IReadOnlyList<string>> RoomsAsync(string role)
    {
        using var page = await GoAsync(role, "/operations");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var read = new HtmlParser().ParseDocument(await page.Content.ReadAsStringAsync());
        return [.. read.QuerySelectorAll("nav.corridor a").Select(room => room.GetAttribute("href")!)];
    }

    async Task<HttpResponseMessage> GoAsync(string role, string path)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.Accept.ParseAdd("text/html");
        ask.Headers.Authorization = new("Bearer", await host.TokenOfAsync(role));
        return await host.Http.SendAsync(ask);
    }
}
