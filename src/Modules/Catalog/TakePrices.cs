using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.Extensions.Validation;

namespace Feria.Catalog;

/// <summary>Stores tell by a stream what their offers cost now.</summary>
public sealed class TakePrices(IOfferBook offers) : Intake<TakePrices.Told>
{
    public override string Name => "prices";
    public override string Key => "store/sku";

    /// <param name="Store">The store's address: <c>casa</c> of <c>/store/casa</c>.</param>
    [ValidatableType]
    public sealed record Told([Length(1, 80)] string Store, [Length(1, 100)] string Sku, Price Price);

    protected override async Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Told>> messages)
    {
        var named = await offers.NamedAsync(tx, messages.Select(message => NameOf(message.Said)));
        var prices = new Dictionary<Guid, PutPrices.Priced>();
        foreach (var message in messages)
        {
            var told = message.Said;
            var found = named.GetValueOrDefault(NameOf(told));
            if (Refuse(found, told.Price) is { } refusal) message.Refuse(refusal);
            else prices[found!.Offer!.Value] = new(found.Offer.Value, told.Price.Amount, told.Price.Currency);
        }

        await PutPrices.RunAsync(tx, prices.Values);
    }

    internal static Refusal? Refuse(NamedOffer? found, Price price) => found switch
    {
        null => Refusals.StoreNotFound,
        { Offer: null } => Refusals.SkuNotFound,
        _ when found.Currency != price.Currency => Refusals.WrongCurrency.With("currency", found.Currency),
        _ => null,
    };

    static OfferName NameOf(Told told) => new(told.Store, told.Sku);
}
