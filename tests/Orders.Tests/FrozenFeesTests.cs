using Feria.Contracts;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Orders.Tests;

/// <summary>Fees as the platform sets them, and as an order keeps them.</summary>
public sealed class FrozenFeesTests(Market market) : IClassFixture<Market>
{
    [Fact]
    public async Task An_order_keeps_what_was_in_force_when_it_was_placed()
    {
        using var staff = market.As(Id.New(), Permission.ManagePayments);
        var store = await market.OpenStoreAsync();
        var offer = await market.OfferAsync(store, 10_000, 10);
        var rule = new
        {
            name = "closing", position = 20, currency = "BRL", store, fixedMinor = 250, isPerUnit = true,
            taxBasisPoints = 2_000,
        };
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            staff.PostAsJsonAsync("/api/v1/admin/fees", rule)));
        Assert.All(made, answer => Assert.Equal(201, (int)answer.StatusCode));
        Assert.Equal(1L, await market.SqlAsync(
            $"select count(*) from stores.fee where store_id = '{store}' and ended_at is null"));

        var first = await BuyAsync(offer, 2);
        foreach (var one in made.Where(one => one.IsSuccessStatusCode))
            (await staff.PostAsync($"{one.Headers.Location}/end", null)).EnsureSuccessStatusCode();
        var second = await BuyAsync(offer, 2);

        Assert.Equal("commission 20000 2000 0, closing 20000 500 100", await FeesAsync(first));
        Assert.Equal("", await FeesAsync(second));
        Assert.Equal("2600 100", await market.SqlAsync(
            $"select commission_minor || ' ' || fee_tax_minor from orders.store_order where id = '{first}'"));
        Assert.Equal("2000 0", await market.SqlAsync(
            $"select commission_minor || ' ' || fee_tax_minor from orders.store_order where id = '{second}'"));
    }

    [Fact]
    public async Task A_category_is_charged_with_all_under_it()
    {
        using var staff = market.As(Id.New(), Permission.ManagePayments);
        var store = await market.OpenStoreAsync();
        var offer = await market.OfferAsync(store, 10_000, 10);
        var root = (int)(await market.SqlAsync($"""
            with root as (
                insert into catalog.category (id, number, slug, path)
                values ('{Id.New()}', 901, 'lamps-901', array[901])
                returning id),
            leaf as (
                insert into catalog.category (id, number, slug, parent_id, path)
                select '{Id.New()}', 902, 'desk-lamps-902', id, array[901, 902] from root
                returning id, path)
            insert into catalog.product_category (product_id, category_id)
            select v.product_id, l.id
            from leaf l, catalog.offer o join catalog.variant v on v.id = o.variant_id
            where o.id = '{offer}'
            returning 901
            """))!;
        var made = await staff.PostAsJsonAsync("/api/v1/admin/fees", new
        {
            name = "commission", position = 0, currency = "BRL", category = root, basisPoints = 1_500, store,
        });
        Assert.Equal(201, (int)made.StatusCode);
        Assert.Equal("commission 10000 1500 0", await FeesAsync(await BuyAsync(offer, 1)));
    }

    [Theory]
    [InlineData("fee_takes_nothing", 0, 0L, null, null)]
    [InlineData("fee_scope_wrong", 100, 500L, 200L, 100L)]
    public async Task What_means_nothing_is_refused(string code, int share, long sum, long? least, long? most)
    {
        using var staff = market.As(Id.New(), Permission.ManagePayments);
        var rules = await market.SqlAsync("select count(*) from stores.fee");
        var refused = await staff.PostAsJsonAsync("/api/v1/admin/fees", new
        {
            name = "closing", position = 1, currency = "BRL", basisPoints = share, fixedMinor = sum, minMinor = least,
            maxMinor = most,
        });
        Assert.Equal(code, await refused.CodeAsync());
        Assert.Equal(rules, await market.SqlAsync("select count(*) from stores.fee"));
    }

    async Task<Guid> BuyAsync(Guid offer, int quantity)
    {
        using var guest = market.AsGuest();
        var answer = await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
            payment = new { method = "cash_on_delivery" },
            contact = new { fullName = "Ana Souza", email = "ana@example.com" },
            items = new[] { new { offer, quantity } },
        });
        var body = await answer.JsonAsync();
        Assert.True((int)answer.StatusCode == 201, body.ToString());
        return body.GetProperty("orders")[0].GetProperty("id").GetGuid();
    }

    async Task<string> FeesAsync(Guid order) => (string)(await market.SqlAsync($"""
        select coalesce(
            string_agg(concat_ws(' ', name, base_minor, amount_minor, tax_minor), ', ' order by position), '')
        from orders.order_fee where order_id = '{order}'
        """))!;
}
