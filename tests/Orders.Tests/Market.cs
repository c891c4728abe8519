using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Feria.Testing;

/// <summary>A host with stores and offers to sell, and accounts that sign in by <see cref="As"/>.</summary>
public class Market : FeriaHost
{
    /// <summary>A client of its own for each caller; headers of one never reach another.</summary>
    public HttpClient As(Guid account, params string[] permissions)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", $"{account:N}.{string.Join(',', permissions)}");
        return client;
    }

    public HttpClient AsGuest(string? token = null)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Add("Feria-Cart", token ?? Token.New());
        return client;
    }

    public HttpClient NewClient() => new() { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<Guid> OpenStoreAsync(
        string currency = "BRL", long delivery = 0, long? freeFrom = null, int commission = 1000)
    {
        var id = Id.New();
        await SqlAsync($"""
            insert into stores.store
                (id, slug, name, country, currency, delivery_fee_minor, free_delivery_from_minor,
                    commission_basis_points)
            values ('{id}', 'store-{id}', 'Store {id}', 'BR', '{currency}', {delivery},
                {freeFrom?.ToString() ?? "null"}, {commission})
            """);
        return id;
    }

    /// <summary>Puts an offer up for sale, with so many units where a number is given.</summary>
    public async Task<Guid> OfferAsync(Guid store, long price = 1000, long? units = null, string currency = "BRL")
    {
        var (product, variant, offer) = (Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p-{product}',
                'Thing {product}', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU-{offer}', {price}, '{currency}')
            """);
        if (units is not null) await CountAsync(offer, units.Value);
        return offer;
    }

    public async Task<IReadOnlyList<FreeStock>> CountAsync(Guid offer, long units)
    {
        await using var tx = await Database.WriteAsync();
        var refused = await Services.GetRequiredService<IStock>().CountAsync(tx, [new(offer, units)], "test");
        // The same count again writes nothing, and what wrote nothing may not be committed.
        tx.Touch([offer]);
        await tx.CommitAsync();
        return refused;
    }

    public async Task<Units> UnitsAsync(Guid offer)
    {
        await using var session = await Database.ReadAsync();
        return await session.OneAsync<Units>(
            "select on_hand, reserved, sold from inventory.stock where offer_id = @offer", new { offer });
    }

    /// <summary>Of all offers at once, by one snapshot: whether every sum the stock must keep is kept.</summary>
    public async Task<bool> StockAddsUpAsync() => (bool)(await SqlAsync("""
        select not exists (
            select from inventory.stock s
            left join (
                select offer_id, sum(units_to - units_from) as moved,
                    sum(units_to - units_from) filter (where kind in ('initial', 'adjustment')) as given
                from inventory.movement group by offer_id) m using (offer_id)
            left join (
                select offer_id, sum(quantity) as held
                from (
                    select offer_id, quantity from inventory.reservation where state = 'held'
                    union all
                    select offer_id, quantity from inventory.set_aside where closed_at is null) kept
                group by offer_id) r using (offer_id)
            where s.on_hand <> coalesce(m.moved, 0) or s.on_hand + s.sold <> coalesce(m.given, 0)
                or s.reserved <> coalesce(r.held, 0) or s.reserved > s.on_hand)
        """))!;

    /// <summary>
    /// Waits until so many transactions of the application stand at a lock, in statements whose names begin so: a job
    /// may stand there as well.
    /// </summary>
    public Task UntilHeldUpAsync(long transactions, string statements) => Launched.UntilAsync(async () =>
        (long)(await SqlAsync($"""
            select count(*) from pg_stat_activity
            where datname = current_database() and application_name = 'feria-write' and wait_event_type = 'Lock'
                and query like '-- {statements}%'
            """))! >= transactions, $"{transactions} of {statements} never stood at a lock");

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.Replace(ServiceDescriptor.Singleton<ICallers, NamedCallers>());

    // The token is the account and its permissions, so that these tests need no sign-in.
    sealed class NamedCallers : ICallers
    {
        public Task<Caller?> OfTokenAsync(string token, CancellationToken stop)
        {
            var parts = token.Split('.', 2);
            return Task.FromResult<Caller?>(new Caller
            {
                Account = Guid.Parse(parts[0]),
                Permissions = parts[1].Split(',').ToHashSet(),
            });
        }
    }
}

public sealed record Units(long OnHand, long Reserved, long Sold);

public static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("code").GetString();
}
