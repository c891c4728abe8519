using Feria.Contracts;
using Feria.Demo;

namespace Feria.Verify.Tests;

/// <summary>The demo marketplace: a year of trade, with something of everything.</summary>
public class Seeded : FeriaHost
{
    protected override async Task PrepareAsync()
    {
        await DemoMarketplace.SeedAsync(Services);
        await using (var tx = await Database.WriteAsync())
        {
            var product = await tx.OneAsync<Guid>("select id from catalog.product order by id limit 1");
            tx.Append(new OrderConfirmed(Id.New(), Id.New(), Id.New(), [new(Id.New(), product, 3)]));
            await tx.CommitAsync();
        }

        // New categories order all documents to be written once more, a little later: not in the middle of a test.
        await SettleAsync();
        await SqlAsync("update kernel.job set due_at = now() where kind = 'operations.rebuild-copy'");
        await SettleAsync();
        await SqlAsync("""
            with made as (
                insert into orders.cart (region, id, account_id)
                select 'main', gen_random_uuid(), id from accounts.account limit 1 returning id)
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select 'main', made.id, o.id, 1, 1000, o.currency from made cross join (
                select id, currency from catalog.offer limit 1) o
            """);
    }
}
