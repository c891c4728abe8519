using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts;
using Microsoft.Playwright;

namespace Feria.Browser.Tests;

/// <summary>The front room of the back office, its search, and the record of what was done.</summary>
public sealed class BackOfficeTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static readonly string[] Rooms =
    [
        "/operations", "/operations/find?q=casa", "/operations/orders", "/es/operations/audit", "/pt/operations/audit",
    ];

    public static TheoryData<string, bool, bool> Pages => new(
        from path in Rooms
        from phone in new[] { true, false }
        select (path, phone, !phone));

    [Theory, MemberData(nameof(Pages))]
    public async Task A_room_fits_and_axe_finds_no_serious_fault(string path, bool phone, bool dark)
    {
        await BuyAsync();
        await using var visitor = await EnterAsync(Roles.Administrator, phone, dark);
        await visitor.Page.GotoAsync(path);

        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }

    [Fact]
    public async Task An_order_is_found_by_its_number_cancelled_for_a_reason_and_the_audit_tells_it()
    {
        var number = await BuyAsync();
        await using var visitor = await EnterAsync(Roles.Administrator);
        var page = visitor.Page;
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back office" }).ClickAsync();
        await page.GetByPlaceholder("Number, e-mail, name or id").FillAsync(number.ToLowerInvariant());
        await page.GetByPlaceholder("Number, e-mail, name or id").PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(number);
        await page.GetByText("Cancel this order").ClickAsync();
        await page.GetByLabel("Why").FillAsync("The buyer wrote to us");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel it" }).ClickAsync();

        await Assertions.Expect(page.Locator(".badge").First).ToHaveTextAsync("Cancelled");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        // Before and after it the order was looked at, which stands there too.
        var line = page.Locator("ol.audit > li").Filter(new() { HasText = "Move order" }).First;
        await Assertions.Expect(line).ToContainTextAsync("Olga Operator");
        var status = line.GetByRole(AriaRole.Row, new() { Name = "status" });
        await Assertions.Expect(status.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["preparing", "cancelled"]);
        await Assertions.Expect(line).ToContainTextAsync("The buyer wrote to us");
    }

    [Fact]
    public async Task Who_comes_in_sees_what_their_roles_leave_to_them_and_nothing_else()
    {
        await street.SqlAsync("""
            update stores.store set status = 'applied' where slug = 'casa-farol';
            insert into kernel.job (id, kind, body, due_at, parked_at, last_error)
            values (gen_random_uuid(), 'nobody.runs', '{}', now(), now(), 'no paper')
            """);
        await using var visitor = await EnterAsync(Roles.PlatformManager);
        await visitor.Page.GotoAsync("/operations");
        var waits = visitor.Page.Locator("a.to-do");
        Assert.Equal(
            ["1 Jobs that were given up", "1 Stores to look at"],
            (await waits.AllInnerTextsAsync()).Select(text => string.Join(' ', text.Split('\n').Take(2))));
        await waits.Last.ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Casa Farol" }))
            .ToBeVisibleAsync();
        await street.SqlAsync("update stores.store set status = 'approved' where slug = 'casa-farol'");

        await using var keeper = await EnterAsync(Roles.Dba);
        await keeper.Page.GotoAsync("/operations");
        Assert.Equal(1, await keeper.Page.Locator("a.to-do").CountAsync());
        await street.SqlAsync("delete from kernel.job where kind = 'nobody.runs'");
        await keeper.Page.ReloadAsync();
        await Assertions.Expect(keeper.Page.GetByText("Nothing waits for you.")).ToBeVisibleAsync();
        Assert.Equal(0, await keeper.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).CountAsync());
    }

    [Fact]
    public async Task An_analyst_sees_what_was_sold_today_by_currency()
    {
        await BuyAsync();
        await street.SettleAsync();
        var (orders, revenue) = (
            (long)(await street.SqlAsync("""
                select sum(orders - undone_orders)::bigint from insights.sale
                where product_id = '00000000-0000-0000-0000-000000000000' and currency = 'BRL'
                    and day = (now() at time zone 'UTC')::date
                """))!,
            (long)(await street.SqlAsync("""
                select sum(revenue_minor - undone_minor)::bigint from insights.sale
                where product_id = '00000000-0000-0000-0000-000000000000' and currency = 'BRL'
                    and day = (now() at time zone 'UTC')::date
                """))!);
        // As a minute later: how much it was is told from a copy.
        street.ForgetCopies();
        await using var visitor = await EnterAsync(Roles.BiAnalyst);
        await visitor.Page.GotoAsync("/operations");

        var sold = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Sold today, so far (UTC)" });
        await Assertions.Expect(sold).ToContainTextAsync(orders == 1 ? "1 order" : $"{orders} orders");
        await Assertions.Expect(sold).ToContainTextAsync(
            (revenue / 100m).ToString("N2", System.Globalization.CultureInfo.GetCultureInfo("en-US")));
        Assert.Equal(1, await visitor.Page.Locator("nav.corridor a").CountAsync());
    }

    Task<Visitor> EnterAsync(string role, bool phone = false, bool dark = false) =>
        OperationsPageTests.EnterAsync(street, chromium, role, phone, dark);

    /// <summary>Buys a lamp at the door, as a guest; the order's number.</summary>
    async Task<string> BuyAsync()
    {
        using var guest = street.NewBrowser();
        var offer = await street.SqlAsync(
            $"""
            select o.id from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            join catalog.product p on p.id = v.product_id
            where p.slug = '{Street.Lamp}' limit 1
            """);
        (await guest.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity = 1 })).EnsureSuccessStatusCode();
        var placed = await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            contact = new { fullName = "Bea Núñez", email = "bea@example.com" },
            address = new
            {
                line1 = "Rua Um 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
            payment = new { method = "cash_on_delivery" },
        });
        placed.EnsureSuccessStatusCode();
        return (await placed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("orders")[0]
            .GetProperty("number").GetString()!;
    }
}
