using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Feria.Inventory;

/// <summary>
/// Once a night, in the hour the installation verifies itself, proves each offer's quantities by its movements and
/// holds, some ten thousand offers a snapshot, and keeps a row of each that differs.
/// </summary>
public sealed class ReconcileStock(
    Database database, IConfiguration settings, TimeProvider clock, ILogger<ReconcileStock> log) : Job
{
    public const int AtMost = 50_000;
    const int UsualHour = 3;

    public override string Name => "inventory.reconcile-stock";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        if (clock.GetUtcNow().Hour == settings.GetValue("Feria:VerifyHour", UsualHour)) await RunAsync(stop);
    }

    /// <summary>Looks at all of it now; how many offers differ.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var found = 0;
        for (Guid? after = Guid.Empty; after is { } from;)
        {
            IReadOnlyList<Guid> offers;
            IReadOnlyList<Proved> untrue;
            await using (var session = await database.ReadFreshAsync(stop))
            {
                offers = await Proved.WalkAsync(session, database.Region, from, AtMost);
                untrue = [.. (await Proved.OfAsync(session, database.Region, [.. offers])).Where(one => !one.IsTrue)];
            }

            if (untrue.Count > 0) await KeepAsync(untrue, stop);
            found += untrue.Count;
            after = offers.Count == AtMost ? offers[^1] : null;
        }

        if (found > 0) log.LogError("Quantities of {Count} offers are not what their movements say", found);
        return found;
    }

    // What was found before and nobody put right stays one row.
    async Task KeepAsync(IReadOnlyList<Proved> untrue, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(KeepSql, new
        {
            tx.Region,
            ids = untrue.Select(_ => Id.New()).ToArray(),
            offers = untrue.Select(one => one.Offer).ToArray(),
            onHands = untrue.Select(one => one.OnHand).ToArray(),
            reserveds = untrue.Select(one => one.Reserved).ToArray(),
            solds = untrue.Select(one => one.Sold).ToArray(),
            provedOnHands = untrue.Select(one => one.ProvedOnHand).ToArray(),
            provedReserveds = untrue.Select(one => one.ProvedReserved).ToArray(),
            provedSolds = untrue.Select(one => one.ProvedSold).ToArray(),
        });
        await tx.CommitAsync();
    }

    const string KeepSql = """
        -- inventory.reconcile-stock.keep
        insert into inventory.discrepancy (
            region, id, offer_id, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold)
        select @Region, d.id, d.offer_id, d.on_hand, d.reserved, d.sold, d.proved_on_hand, d.proved_reserved,
            d.proved_sold
        from unnest(@ids::uuid[], @offers::uuid[], @onHands::bigint[], @reserveds::bigint[], @solds::bigint[],
            @provedOnHands::bigint[], @provedReserveds::bigint[], @provedSolds::bigint[])
            as d(id, offer_id, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold)
        order by d.offer_id
        on conflict do nothing
        """;
}
