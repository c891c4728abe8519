using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.Extensions.Validation;

namespace Feria.Inventory;

/// <summary>Stores tell by a stream how many units of their offers are on hand.</summary>
public sealed class TakeStock(IOfferBook offers, IStock stock) : Intake<TakeStock.Counted>
{
    public override string Name => "stock";
    public override string Key => "store/sku";

    /// <param name="Store">The store's address: <c>casa</c> of <c>/store/casa</c>.</param>
    [ValidatableType]
    public sealed record Counted(
        [Length(1, 80)] string Store, [Length(1, 100)] string Sku, [Range(0, Stock.Most)] long OnHand);

    protected override async Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Counted>> messages)
    {
        var named = await offers.NamedAsync(tx, messages.Select(message => NameOf(message.Said)));
        var last = new Dictionary<Guid, Incoming<Counted>>();
        foreach (var message in messages)
        {
            var found = named.GetValueOrDefault(NameOf(message.Said));
            if (found?.Offer is { } offer) last[offer] = message;
            else message.Refuse(found is null ? Refusals.StoreNotFound : Refusals.SkuNotFound);
        }

        var refused = await stock.CountAsync(
            tx, [.. last.Select(one => new StockCount(one.Key, one.Value.Said.OnHand))], "stream");
        foreach (var one in refused)
            last[one.Offer].Refuse(Refusals.StockBelowReserved.With(
                new Stock(one.Offer, one.OnHand, one.Reserved, 0), last[one.Offer].Said.OnHand));
    }

    static OfferName NameOf(Counted counted) => new(counted.Store, counted.Sku);
}
