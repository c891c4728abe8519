using Feria.Inventory;
using Npgsql;

namespace Feria.Bench;

/// <summary>What left the shelves and what was brought for it; and each purchase as trending hears of it.</summary>
sealed class GoodsRows(string region)
{
    static readonly TimeSpan Before = TimeSpan.FromMilliseconds(1);

    readonly Rows reservations = new("inventory.reservation",
        "region, checkout_id, offer_id, quantity, state, expires_at");

    readonly Rows movements = new("inventory.movement",
        "region, id, offer_id, kind, units_from, units_to, cause, why, at");

    readonly Rows behaviour = new("recommendations.behaviour", "at, kind, product_id, placement");

    public void Add(Purchase bought, Chance chance)
    {
        var at = -1;
        foreach (var part in bought.Quote.Parts)
            foreach (var line in part.Lines)
            {
                at++;
                var (offer, from, delivered) = (line.Offer.Offer, bought.From[at], bought.Delivered[at]);
                reservations.Begin().Value(region).Value(bought.Id).Value(offer).Value((long)line.Quantity)
                    .Value("sold").Value(bought.HeldUntil);
                if (delivered > 0) Deliver(chance, offer, from - delivered, delivered, bought.Settled - Before);
                Move(chance, offer, MovementKind.Sale, from, from - line.Quantity, bought.Id, null, bought.Settled);
                behaviour.Begin().Value(bought.Settled).Value("purchase").Value(line.Offer.Product).Value("order");
            }
    }

    /// <summary>The units an offer began with.</summary>
    public void Open(Chance chance, Guid offer, long units, DateTime at) =>
        Move(chance, offer, MovementKind.Initial, 0, units, null, "opening", at);

    public void Deliver(Chance chance, Guid offer, long from, int units, DateTime at) =>
        Move(chance, offer, MovementKind.Adjustment, from, from + units, null, "delivery", at);

    public async Task SendAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await reservations.SendAsync(connection, stop);
        await movements.SendAsync(connection, stop);
        await behaviour.SendAsync(connection, stop);
    }

    void Move(
        Chance chance, Guid offer, string kind, long from, long to, Guid? cause, string? why, DateTime at) =>
        movements.Begin().Value(region).Value(chance.Id(at)).Value(offer).Value(kind).Value(from).Value(to)
            .Value(cause).Value(why).Value(at);
}
