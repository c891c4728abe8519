using Feria.Contracts;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Orders;

/// <summary>
/// Reserve → pay. Placing is one transaction; the money is asked for after it, outside any. Called again with the same
/// Idempotency-Key it finds what it placed and goes on from there, also after a crash.
/// </summary>
public sealed class Buying(
    Database database, PlaceTogether together, Purchases purchases, IPayments payments, IAccountBook accounts,
    KeepAnswers answers, SettingBook settings, Features features, ILogger<Buying> log)
{
    public async Task<(Checkout? Checkout, Refusal? Refusal)> BuyAsync(
        PlaceCheckout.Body body, Owner owner, string locale, CancellationToken stop)
    {
        // A key that is claimed before the work was begun by somebody who died of it.
        var call = IdempotentCall.Current;
        var found = call is { IsClaimed: true } ? await OfMarkAsync(call.Mark, owner, stop) : null;
        Decision? placed = null;
        if (found is null)
        {
            var (draft, no) = await DraftAsync(body, owner, locale, call, stop);
            if (no is not null) return (null, no);
            placed = await together.PlaceAsync(draft!);
            if (placed.Refusal?.Code == KernelRefusals.IdempotencyKeyBusy.Code && call is { IsKnown: false })
                found = await OfMarkAsync(call.Mark, owner, stop);
            if (found is null && placed.Checkout is not { Status: CheckoutStatus.Placed })
                return (placed.Checkout, placed.Refusal);
        }

        var state = await PayAsync(found, placed?.Opened, body);
        // Where the buyer has still to act, nothing but that was said of what was placed just now.
        var bought = found is null && state is { Next: not null }
            ? placed!.Checkout! with { Payment = PaymentShown.Of(state.Method, state) }
            : await ReadAsync(owner, found ?? placed!.Checkout!.Id, stop);
        if (bought is not null && call is { IsClaimed: true })
            await answers.KeepAsync(call, PlaceCheckout.Answer(bought));
        return (bought, null);
    }

    /// <summary>Whether somebody without an account may buy.</summary>
    public bool ServesGuest(Owner? owner) => features.Has(OrderSettings.GuestCheckout, null, owner?.Guest);

    /// <summary>How somebody can pay now.</summary>
    public IReadOnlyCollection<string> Methods(Owner? owner) =>
    [
        .. payments.Methods.Where(method => method != PaymentMethod.CashOnDelivery
            || features.Has(OrderSettings.CashOnDelivery, owner?.Account, owner?.Guest)),
    ];

    // By itself: whose order stands is not turned away from a line of those who only look.
    async Task<Checkout?> ReadAsync(Owner owner, Guid checkout, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await purchases.CheckoutAsync(session, owner, checkout);
    }

    async Task<(Draft?, Refusal?)> DraftAsync(
        PlaceCheckout.Body body, Owner owner, string locale, IdempotentCall? call, CancellationToken stop)
    {
        if (owner.Account is null && !ServesGuest(owner))
            return (null, Refusals.GuestsNotServed);
        if (!Methods(owner).Contains(body.Payment.Method)) return (null, Refusals.MethodUnavailable);
        if (body is { FlashSale: not null, Items: not { Count: > 0 } }) return (null, Refusals.FlashItemsWrong);
        var (address, noAddress) = await AddressAsync(body, owner, stop);
        if (noAddress is not null) return (null, noAddress);
        if (!settings.Of(OrderSettings.Countries).Has(address!.Country)) return (null, Refusals.CountryNotServed);
        var (recipient, noContact) = await RecipientAsync(body, owner, locale, stop);
        if (noContact is not null) return (null, noContact);

        return (new(
            Id.New(), call?.Mark, owner,
            body.Items is { Count: > 0 } items
                ? [.. items.Select(item => new Wanted(item.Offer, item.Quantity))]
                : null,
            body.Payment.Method,
            string.IsNullOrWhiteSpace(body.Coupon) ? null : body.Coupon,
            body.ExpectedTotal is { } expected ? new Money(expected.Amount, expected.Currency) : null,
            recipient!,
            address!)
        {
            FlashSale = body.FlashSale,
            Named = QuoteCart.NamedOf(body.Delivery),
            Call = call is { IsClaimed: false } ? call : null,
        }, null);
    }

    // The order stands from here on, whether or not the caller waits for the answer: an outage is told as a payment
    // that is still asked for, and the sweeper of payments goes on with it.
    async Task<PaymentState?> PayAsync(Guid? found, Opened? opened, PlaceCheckout.Body body)
    {
        try
        {
            return found is { } checkout
                ? await payments.PayAsync(checkout, body.Payment.Token, body.ReturnTo, CancellationToken.None)
                : await payments.PayAsync(opened!, body.Payment.Token, body.ReturnTo);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException or HttpRequestException)
        {
            log.LogWarning(outage, "Checkout {Checkout} is placed; its payment could not be asked for yet",
                found ?? opened?.Payable.Checkout);
            return null;
        }
    }

    // On the primary: a copy might not have it yet, and it would be placed twice. A guest who came without a token got
    // a new one now; the same key from the same nobody is the same buyer.
    async Task<Guid?> OfMarkAsync(Guid mark, Owner owner, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var placed = await purchases.OfMarkAsync(tx, mark);
        if (placed is null || owner.Guest is null) return placed;
        await tx.ExecuteAsync(AdoptSql, new { tx.Region, placed, owner.Guest });
        await tx.CommitAsync();
        return placed;
    }

    async Task<(PostalAddress?, Refusal?)> AddressAsync(PlaceCheckout.Body body, Owner owner, CancellationToken stop)
    {
        if (body.Address is not null) return (body.Address, null);
        if (owner.Account is not { } account)
            return (null, body.AddressId is null ? Refusals.AddressNeeded : Refusals.AddressNotFound);
        var address = await accounts.AddressAsync(account, body.AddressId, stop);
        if (address is not null) return (address, null);
        return (null, body.AddressId is null ? Refusals.AddressNeeded : Refusals.AddressNotFound);
    }

    async Task<(Recipient?, Refusal?)> RecipientAsync(
        PlaceCheckout.Body body, Owner owner, string locale, CancellationToken stop)
    {
        if (body.Contact is { } given) return (new(given.FullName, given.Email, locale), null);
        var contact = owner.Account is { } account ? await accounts.ContactAsync(account, stop) : null;
        return contact is null
            ? (null, Refusals.ContactNeeded)
            : (new(contact.FullName, contact.Email, contact.Locale), null);
    }

    const string AdoptSql = """
        -- orders.buying.adopt
        with adopted as (
            update orders.checkout set guest = @Guest
            where region = @Region and id = @placed and account_id is null and guest <> @Guest
            returning id)
        update orders.store_order o set guest = @Guest
        from adopted a
        where o.region = @Region and o.checkout_id = a.id
        """;
}
