using Feria.Demo;

namespace Feria.Verify.Tests;

/// <summary>The demo marketplace: a year of trade, with something of everything.</summary>
public class Seeded : FeriaHost
{
    protected override async Task PrepareAsync()
    {
        await DemoMarketplace.SeedAsync(Services);
        await SettleAsync();
        await SqlAsync("""
            with made as (
                insert into orders.cart (region, id, account_id)
                select 'main', gen_random_uuid(), id from accounts.account limit 1 returning id)
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select 'main', made.id, o.id, 1, 1000, o.currency from made cross join (
                select id, currency from catalog.offer limit 1) o;
            insert into search.sale (product_id, day, units) select id, current_date, 1 from catalog.product limit 1
            """);
    }
}
