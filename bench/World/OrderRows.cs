using Feria.Contracts;
using Feria.Kernel;
using Feria.Orders;
using Npgsql;

namespace Feria.Bench;

/// <summary>Checkouts with their orders, lines and histories, and what was said of them.</summary>
sealed class OrderRows(string region, EventRows events, People people, DateTime until)
{
    readonly Rows checkouts = new("orders.checkout",
        "region, id, number, account_id, status, method, currency, total_minor, locale, contact_sealed, "
        + "contact_index, address_sealed, country, region_code, postal_zone, expires_at, placed_at, settled_at");

    readonly Rows orders = new("orders.store_order",
        "region, id, checkout_id, number, account_id, store_id, store_name, store_slug, status, currency, "
        + "items_minor, delivery_minor, total_minor, commission_basis_points, commission_minor, placed_at, changed_at");

    readonly Rows lines = new("orders.order_line",
        "region, order_id, position, offer_id, product_id, variant_id, sku, title, slug, options, picture, quantity, "
        + "price_minor, total_minor");

    readonly Rows histories = new("orders.order_history", "region, order_id, id, status, at");

    // An order that was sent went in one parcel, which has its id.
    readonly Rows parcels = new("orders.shipment", "region, id, order_id, status, sent_at");
    readonly Rows packed = new("orders.shipment_line", "region, shipment_id, position, quantity");
    readonly Rows tracks = new("orders.shipment_history", "region, shipment_id, id, what, at, told_at");

    /// <returns>The orders' ids, one a part.</returns>
    public Guid[] Add(Purchase bought, Chance chance)
    {
        var number = Number.Of(bought.Number);
        Add(bought, number);
        var ids = new Guid[bought.Quote.Parts.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = chance.Id(bought.At);
            Add(bought, ids[i], bought.Quote.Parts[i], Number.Of(number, i + 1), chance);
        }

        return ids;
    }

    public async Task SendAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await checkouts.SendAsync(connection, stop);
        await orders.SendAsync(connection, stop);
        await lines.SendAsync(connection, stop);
        await histories.SendAsync(connection, stop);
        await parcels.SendAsync(connection, stop);
        await packed.SendAsync(connection, stop);
        await tracks.SendAsync(connection, stop);
    }

    void Add(Purchase bought, string number)
    {
        var person = people.Of(bought.Buyer);
        checkouts.Begin().Value(region).Value(bought.Id).Value(number).Value(bought.Account)
            .Value(CheckoutStatus.Confirmed).Value(bought.Method).Value(bought.Quote.Total.Currency)
            .Value(bought.Quote.Total.Amount).Value(person.Recipient.Locale).Value(person.Contact)
            .Value(person.ContactIndex).Value(person.Address).Value(person.Place.Country)
            .Value(person.Place.RegionCode).Value(person.Place.PostalZone)
            .Value(bought.HeldUntil).Value(bought.At).Value(bought.Settled);
    }

    void Add(Purchase bought, Guid order, QuotePart part, string number, Chance chance)
    {
        var store = part.Store;
        events.Add(chance, bought.At, new OrderPlaced(
            order, bought.Id, store.Id, part.Total.Amount, part.Total.Currency));
        var (status, changed) = (OrderStatus.Placed, bought.At);
        DateTime? sent = null;
        Stand(OrderStatus.Placed, bought.At);
        foreach (var (next, at) in CourseOf(bought, chance))
        {
            if (at >= until) break;
            Stand(next, at);
            (status, changed) = (next, at);
            if (next == OrderStatus.Shipped) sent = at;
            events.Add(chance, at, at == bought.Settled
                ? new OrderConfirmed(order, bought.Id, store.Id, [.. part.Lines.Select(line =>
                    new SoldLine(line.Offer.Offer, line.Offer.Product, line.Quantity))])
                : new OrderMoved(order, bought.Id, store.Id, next));
        }

        orders.Begin().Value(region).Value(order).Value(bought.Id).Value(number).Value(bought.Account)
            .Value(store.Id).Value(store.Name).Value(store.Slug).Value(status).Value(part.Total.Currency)
            .Value(part.Items.Amount).Value(part.Delivery.Amount).Value(part.Total.Amount)
            .Value(store.CommissionBasisPoints).Value(part.Commission.Amount).Value(bought.At).Value(changed);
        for (var i = 0; i < part.Lines.Count; i++)
        {
            Add(order, (short)i, part.Lines[i]);
            if (sent is not null)
                packed.Begin().Value(region).Value(order).Value((short)i).Value(part.Lines[i].Quantity);
        }

        if (sent is { } left)
            parcels.Begin().Value(region).Value(order).Value(order).Value(ParcelIn(status)).Value(left);

        void Stand(string stands, DateTime at)
        {
            var id = chance.Id(at);
            histories.Begin().Value(region).Value(order).Value(id).Value(stands).Value(at);
            if (stands is OrderStatus.Shipped or OrderStatus.Delivered)
                tracks.Begin().Value(region).Value(order).Value(id).Value(ParcelIn(stands)).Value(at).Value(at);
        }
    }

    static string ParcelIn(string status) =>
        status == OrderStatus.Delivered ? ShipmentStatus.Delivered : ShipmentStatus.InTransit;

    void Add(Guid order, short position, QuoteLine line)
    {
        var offer = line.Offer;
        lines.Begin().Value(region).Value(order).Value(position).Value(offer.Offer).Value(offer.Product)
            .Value(offer.Variant).Value(offer.Sku).Value(offer.Title).Value(offer.Slug).Value(offer.Options)
            .Value(offer.Picture).Value(line.Quantity).Value(line.Price.Amount).Value(line.Total.Amount);
    }

    // Confirmed first, then what the store does; a store may send without saying that it prepares.
    static IEnumerable<(string Status, DateTime At)> CourseOf(Purchase bought, Chance chance)
    {
        yield return (OrderStatus.OfConfirmed(bought.Method), bought.Settled);
        var at = bought.Settled.AddMinutes(chance.Between(20, 1400));
        if (!bought.IsCash && chance.Is(.5))
        {
            yield return (OrderStatus.Preparing, at);
            at = at.AddMinutes(chance.Between(30, 1400));
        }

        yield return (OrderStatus.Shipped, at);
        yield return (OrderStatus.Delivered, at.AddMinutes(chance.Between(600, 7000)));
    }
}
