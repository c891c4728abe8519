using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Feria.Accounts;
using Microsoft.Playwright;

namespace Feria.Browser.Tests;

/// <summary>The street, whose staff needs a second step.</summary>
public sealed class GuardedStreet : Street
{
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(base.Settings) { ["Feria:SecondStep"] = "staff" };
}

/// <summary>Who works here and how: invited, with a second step; the desks of users and roles; acting.</summary>
public sealed partial class PeoplePageTests(GuardedStreet street, Chromium chromium) : IClassFixture<GuardedStreet>
{
    const string Password = "correct horse battery";

    public static TheoryData<string, bool, bool> Pages => new(
        from path in new[]
        {
            "/operations/users", "/operations/users?role=administrator", "/operations/users/{user}",
            "/operations/users/{self}", "/operations/roles", "/operations/roles/platform_manager",
            "/operations/roles/{role}", "/account/security", "/account/security/second-step",
            "/es/operations/users/{user}", "/staff-invitation?token=nothing",
        }
        from phone in new[] { true, false }
        select (path, phone, !phone));

    [Theory, MemberData(nameof(Pages))]
    public async Task A_room_fits_and_axe_finds_no_serious_fault(string path, bool phone, bool dark)
    {
        var staff = await StaffAsync();
        var user = await RegisterAsync();
        var role = await MakeRoleAsync(staff);
        await using var visitor = await EnterAsync(staff, phone, dark);
        await visitor.Page.GotoAsync(
            path.Replace("{user}", $"{user.Id}").Replace("{self}", $"{staff.Id}").Replace("{role}", role));
        await PictureAsync(visitor, $"{path}-{(phone ? "phone" : "desk")}");

        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_invited_makes_an_account_sets_up_a_second_step_and_works_here(bool phone)
    {
        var email = $"nina.{Guid.NewGuid():N}@example.com";
        await using (var boss = await EnterAsync(await StaffAsync()))
        {
            var page = boss.Page;
            await page.GotoAsync("/operations/roles");
            await page.GetByText("Invite somebody to work here…").ClickAsync();
            await page.GetByLabel("E-mail").FillAsync(email);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Platform manager" }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }).ClickAsync();
            await Assertions.Expect(page.GetByText("The invitation is on its way.")).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByText(email)).ToBeVisibleAsync();
            await PictureAsync(boss, "invited");
        }

        await RegisterAsync(email);
        await using var visitor = await chromium.VisitAsync(street, phone: phone);
        var nina = visitor.Page;
        await nina.GotoAsync(await LinkAsync(email, "staff-invitation"));
        await nina.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).Last.ClickAsync();
        await nina.GetByLabel("E-mail").FillAsync(email);
        await nina.GetByLabel("Password").FillAsync(Password);
        await nina.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await nina.GetByRole(AriaRole.Button, new() { Name = "Accept the invitation" }).ClickAsync();
        await Assertions.Expect(nina.GetByText("You work here now.")).ToBeVisibleAsync();

        await nina.GotoAsync("/operations/users");
        await Assertions.Expect(nina.GetByText("Everybody who works here has a second step")).ToBeVisibleAsync();
        await nina.GetByLabel("Password").FillAsync(Password);
        await nina.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        var secret = (await nina.Locator(".typed").TextContentAsync())!.Replace(" ", "");
        await PictureAsync(visitor, $"second-step-{phone}");
        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(nina));
        await nina.GetByRole(AriaRole.Textbox, new() { Name = "The code it shows now" }).FillAsync("000000");
        await nina.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(nina.GetByText("The code is not right")).ToBeVisibleAsync();
        await nina.GetByRole(AriaRole.Textbox, new() { Name = "The code it shows now" }).FillAsync(Code(secret));
        await nina.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(nina.Locator(".codes > li")).ToHaveCountAsync(10);
        var recovery = (await nina.Locator(".codes > li").First.TextContentAsync())!;
        await PictureAsync(visitor, $"recovery-{phone}");
        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(nina));
        await nina.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(nina.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Users");

        await nina.Context.ClearCookiesAsync();
        await nina.GotoAsync("/sign-in?back=/operations/users");
        await nina.GetByLabel("E-mail").FillAsync(email);
        await nina.GetByLabel("Password").FillAsync(Password);
        await nina.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(nina.GetByText("Your password is right.")).ToBeVisibleAsync();
        Assert.Equal(0, await nina.GetByText("Give a code").CountAsync());
        await PictureAsync(visitor, $"code-{phone}");
        await nina.GetByLabel("Code").FillAsync("000000");
        await nina.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(nina.GetByText("The code is not right")).ToBeVisibleAsync();
        Assert.DoesNotContain(Password, await nina.ContentAsync());
        await nina.GetByLabel("Code").FillAsync(recovery);
        await nina.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(nina.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Users");
        Assert.Equal("9", $"{await street.SqlAsync($"""
            select count(*) from accounts.recovery_code c
            join accounts.login l on l.account_id = c.account_id
            join accounts.account_role r on r.account_id = c.account_id and r.role = 'platform_manager'
            where l.email_index = (select email_index from accounts.account order by id desc limit 1)
            """)}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staff_use_an_account_under_a_banner_and_are_themselves_again(bool phone)
    {
        var user = await RegisterAsync();
        await using var visitor = await EnterAsync(await StaffAsync(), phone);
        var page = visitor.Page;
        await page.GotoAsync($"/operations/users/{user.Id}");
        await page.GetByText("Use this account…").ClickAsync();
        await page.GetByLabel("Why: the user is told").First.FillAsync("You wrote that your list is empty.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this account" }).ClickAsync();

        var banner = page.GetByText("You are using the account of Ursula User.");
        foreach (var path in new[]
        {
            "/account", "/", "/search?q=lamp", $"/product/{Street.Lamp}", "/cart", "/account/lists", "/sell",
        })
        {
            await page.GotoAsync(path);
            await Assertions.Expect(banner).ToBeVisibleAsync();
        }

        await PictureAsync(visitor, $"acting-{phone}");
        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(page));
        await page.GotoAsync("/checkout");
        await Assertions.Expect(page.GetByText("Only its owner does this")).ToBeVisibleAsync();
        Assert.Equal(403, (await page.GotoAsync("/operations/users"))!.Status);

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "I am done" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You are yourself again.")).ToBeVisibleAsync();
        Assert.Equal(0, await banner.CountAsync());
        await PictureAsync(visitor, $"acted-{phone}");
        await street.SettleAsync();
        Assert.Contains("You wrote that your list is empty.", await LetterAsync(user.Email, "account-acted"));
    }

    [Fact]
    public async Task A_user_is_found_suspended_and_let_in_again_and_a_role_of_ones_own_is_made_and_given()
    {
        var user = await RegisterAsync();
        await using var visitor = await EnterAsync(await StaffAsync());
        var page = visitor.Page;
        await page.GotoAsync("/operations/roles");
        await page.GetByText("Make a role…").ClickAsync();
        var title = $"Night shift {Guid.NewGuid():N}"[..24];
        await page.GetByLabel("What it is called").FillAsync(title);
        await page.GetByLabel("Moderate what people say and sell").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a role" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The role is there.")).ToBeVisibleAsync();

        await page.GotoAsync("/operations/users");
        await page.GetByPlaceholder("Whole e-mail address, or id").FillAsync(user.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ursula User", Exact = true }).ClickAsync();
        await page.GetByText("Give a role…").ClickAsync();
        await page.GetByLabel("Role", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = title });
        await page.GetByRole(AriaRole.Button, new() { Name = "Give a role" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Take away: {title}" }))
            .ToBeVisibleAsync();

        await page.GetByText("Suspend…").ClickAsync();
        await page.GetByLabel("Why: the user is told").Last.FillAsync("Asked for it themselves.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The user is suspended, and was told.")).ToBeVisibleAsync();
        await PictureAsync(visitor, "suspended");
        await Assertions.Expect(page.GetByText("Asked for it themselves.")).ToBeVisibleAsync();
        await page.GetByText("Let in again…").ClickAsync();
        await page.GetByLabel("Why: the user is told").Last.FillAsync("They are back.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let in again" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The user can sign in again, and was told.")).ToBeVisibleAsync();
    }

    sealed record Someone(Guid Id, string Token, string Email);

    async Task<Someone> StaffAsync()
    {
        var staff = await RegisterAsync();
        await street.SqlAsync($"""
            insert into accounts.account_role (region, account_id, role)
            values ('main', '{staff.Id}', '{Roles.Administrator}');
            insert into accounts.second_step (region, account_id, secret_sealed, confirmed_at)
            values ('main', '{staff.Id}', '', now())
            """);
        return staff;
    }

    async Task<Someone> RegisterAsync(string? address = null)
    {
        var email = address ?? $"ursula.{Guid.NewGuid():N}@example.com";
        var answer = await street.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Ursula User", email, idNumber = "529.982.247-25", phone = "+55 11 91234-5678",
            password = Password,
            address = new
            {
                line1 = "Rua das Flores, 12", city = "São Paulo", region = "SP", postalCode = "01310-100",
                country = "BR",
            },
        });
        var made = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return new(made.GetProperty("id").GetGuid(), made.GetProperty("token").GetString()!, email);
    }

    async Task<string> MakeRoleAsync(Someone staff)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/roles")
        {
            Content = JsonContent.Create(new
            {
                title = $"Night shift {Guid.NewGuid():N}"[..24], about = "Looks after orders at night.",
                permissions = new[] { "orders.manage" },
            }),
        };
        asked.Headers.Authorization = new("Bearer", staff.Token);
        using var answer = await street.Http.SendAsync(asked);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("name")
            .GetString()!;
    }

    async Task<Visitor> EnterAsync(Someone someone, bool phone = false, bool dark = false)
    {
        var visitor = await chromium.VisitAsync(street, phone: phone, dark: dark);
        await visitor.Page.Context.AddCookiesAsync(
            [new() { Name = "feria", Value = someone.Token, Url = street.Address.ToString() }]);
        return visitor;
    }

    async Task<string> LinkAsync(string email, string template) =>
        Link().Match(await LetterAsync(email, template)).Value;

    async Task<string> LetterAsync(string email, string template)
    {
        await street.SettleAsync();
        var page = JsonDocument.Parse(
            await street.Http.GetStringAsync($"/api/v1/demo/mailbox?limit=100&to={email}")).RootElement;
        return page.GetProperty("items").EnumerateArray()
            .First(letter => letter.GetProperty("template").GetString() == template).GetProperty("text").GetString()!;
    }

    static string Code(string secret)
    {
        var (bytes, held, bits) = (new List<byte>(), 0, 0);
        foreach (var letter in secret)
        {
            (held, bits) = (held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), bits + 5);
            if (bits < 8) continue;
            bytes.Add((byte)(held >> (bits - 8)));
            bits -= 8;
            held &= (1 << bits) - 1;
        }

        return Totp.CodeAt([.. bytes], DateTimeOffset.UtcNow);
    }

    static Task PictureAsync(Visitor visitor, string name) =>
        Environment.GetEnvironmentVariable("SHOTS") is { } folder
            ? visitor.Page.ScreenshotAsync(new()
            {
                Path = Path.Combine(folder, name.Replace('/', '_').Replace('?', '_') + ".png"), FullPage = true,
            })
            : Task.CompletedTask;

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Link();
}
