using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts;

namespace Feria.Browser.Tests;

/// <summary>The rooms of those who run the installation, and what they do there.</summary>
public sealed class OperationsPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static readonly string[] Rooms =
    [
        "/operations/health", "/operations/reactions", "/operations/reactions/search.on-product-changed",
        "/operations/jobs", "/es/operations/jobs?state=waiting", "/operations/incidents?state=resolved",
        "/pt/operations/health",
    ];

    public static TheoryData<string, bool, bool> Pages => new(
        from path in Rooms
        from phone in new[] { true, false }
        select (path, phone, !phone));

    [Theory, MemberData(nameof(Pages))]
    public async Task A_room_fits_and_axe_finds_no_serious_fault(string path, bool phone, bool dark)
    {
        await using var visitor = await EnterAsync(phone, dark);
        await visitor.Page.GotoAsync(path);

        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }

    [Fact]
    public async Task What_moves_is_drawn_anew_without_a_reload()
    {
        await using var visitor = await EnterAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.GotoAsync("/operations/health");
        var before = await visitor.Page.GetByText("it looks again every").TextContentAsync();
        await visitor.Page.EvaluateAsync("document.title = 'the same document'");

        await visitor.Page.Clock.FastForwardAsync(11_000);

        await Microsoft.Playwright.Assertions.Expect(visitor.Page.GetByText("it looks again every"))
            .Not.ToHaveTextAsync(before!);
        Assert.Equal("the same document", await visitor.Page.TitleAsync());
    }

    [Fact]
    public async Task A_parked_event_is_given_up_after_a_second_press()
    {
        await street.SqlAsync($$"""
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            values ('main', '{{Id.New()}}', 0, pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1,
                'community.review-posted.v1', '{{Guid.Empty}}', '"nothing of the kind"')
            """);
        await street.SettleAsync();
        await using var visitor = await EnterAsync();
        await visitor.Page.GotoAsync("/operations/reactions");
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "community.on-review-posted" })
            .ClickAsync();

        await visitor.Page.GetByText("Give it up…").ClickAsync();
        await visitor.Page.GetByText("Give it up for good").ClickAsync();

        await Microsoft.Playwright.Assertions.Expect(visitor.Page.GetByText("It is given up.")).ToBeVisibleAsync();
        Assert.Equal(0L, await street.SqlAsync(
            "select count(*) from kernel.parked_event where reaction = 'community.on-review-posted'"));
    }

    Task<Visitor> EnterAsync(bool phone = false, bool dark = false) =>
        EnterAsync(street, chromium, Roles.Dba, phone, dark);

    /// <summary>Comes as a new account of the role.</summary>
    internal static async Task<Visitor> EnterAsync(
        Street street, Chromium chromium, string role, bool phone, bool dark, bool notified = false)
    {
        var visitor = await chromium.VisitAsync(street, phone: phone, dark: dark, notified: notified);
        var answer = await street.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Olga Operator", email = $"olga.{Guid.NewGuid():N}@example.com", idNumber = "529.982.247-25",
            phone = "+55 11 91234-5678", password = "correct horse battery",
            address = new
            {
                line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
        });
        answer.EnsureSuccessStatusCode();
        var account = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await using (var tx = await street.Database.WriteAsync())
        {
            await Roles.GiveAsync(tx, account.GetProperty("id").GetGuid(), role);
            await tx.CommitAsync();
        }

        await visitor.Page.Context.AddCookiesAsync(
        [
            new()
            {
                Name = "feria", Value = account.GetProperty("token").GetString()!, Url = street.Address.ToString(),
            },
        ]);
        return visitor;
    }
}
