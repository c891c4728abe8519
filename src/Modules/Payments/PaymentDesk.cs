using System.Security.Cryptography;
using System.Text;
using Feria.Contracts;

namespace Feria.Payments;

/// <summary>What the other modules ask of payments.</summary>
public sealed class PaymentDesk(
    Database database, Gateways gateways, ICheckoutBook checkouts, Finaliser finaliser, PublicSite site,
    TimeProvider clock) : IPayments
{
    // Whoever died between placing and paying is found after this.
    static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(20);

    public IReadOnlyCollection<string> Methods => gateways.Methods;

    public bool IsAgreed(string method, Money amount) =>
        amount.Amount > 0 && gateways.Of(method)?.Agree(new(default, method, amount, "", null)) is not null;

    public IReadOnlyList<Opened> Open(Tx tx, IReadOnlyList<Payable> payments)
    {
        var opened = payments.Select(payable => (Payable: payable, Payment: Open(payable))).ToList();
        tx.Later(OpenSql, new
        {
            tx.Region,
            ids = opened.Select(one => one.Payment.Id).ToArray(),
            checkouts = opened.Select(one => one.Payable.Checkout).ToArray(),
            methods = opened.Select(one => one.Payable.Method).ToArray(),
            currencies = opened.Select(one => one.Payable.Total.Currency).ToArray(),
            amounts = opened.Select(one => one.Payable.Total.Amount).ToArray(),
            statuses = opened.Select(one => one.Payment.Status).ToArray(),
            gatewayIds = opened.Select(one => one.Payment.GatewayId).ToArray(),
            versions = opened.Select(one => one.Payment.GatewayVersion).ToArray(),
            looks = opened.Select(one => one.Payment.LookAt).ToArray(),
            Happening.Agreed,
        });
        Sale.Write(tx, [.. opened.Where(one => one.Payment.IsSettled)]);
        return [.. opened.Select(one => new Opened(one.Payment.Id, one.Payable))];
    }

    // Where the gateway need not be asked, it is settled as it opens.
    Payment Open(Payable payable)
    {
        var payment = Requested(Id.New(), payable) with { LookAt = (clock.GetUtcNow() + FirstLook).UtcDateTime };
        return IsAgreed(payable.Method, payable.Total)
            && gateways.Of(payable.Method)!.Agree(Order(payment, payable, null)) is { } agreed
            ? (payment with { GatewayId = agreed.Id, GatewayVersion = agreed.Version, LookAt = null })
                .After(new(Happening.Agreed, agreed.Id))
            : payment;
    }

    static Payment Requested(Guid id, Payable payable) => new()
    {
        Id = id,
        CheckoutId = payable.Checkout,
        Method = payable.Method,
        Currency = payable.Total.Currency,
        AmountMinor = payable.Total.Amount,
    };

    public async Task<PaymentState> PayAsync(Guid checkout, string? token, string? returnTo, CancellationToken stop)
    {
        var (payment, payable) = await LoadAsync(checkout, stop);
        return payment.IsSettled || payable.Status != "placed"
            ? payment.State
            : await PayAsync(payment, payable, token, returnTo, stop);
    }

    public Task<PaymentState> PayAsync(Opened opened, string? token, string? returnTo) => PayAsync(
        Requested(opened.Payment, opened.Payable), opened.Payable, token, returnTo, CancellationToken.None);

    // Once begun it goes on, also where the buyer hangs up: the gateway may be charging. It is bounded by the gateway's
    // time limits.
    async Task<PaymentState> PayAsync(
        Payment payment, Payable payable, string? token, string? returnTo, CancellationToken stop)
    {
        var order = Order(payment, payable, returnTo);
        if (gateways.Of(payment.Method) is not { } gateway) return (payment with { Why = "method_unavailable" }).State;

        try
        {
            var asked = payment.AmountMinor == 0
                ? Free(payment)
                : await gateway.AskAsync(order, CancellationToken.None);
            if (token is null || asked.Status != GatewayStatus.Open)
                return (await finaliser.TakeAsync(payment, asked)).State;

            var charged = await gateway.ChargeAsync(asked.Id, token, ChargeKey(payment, token), CancellationToken.None);
            return (await finaliser.TakeAsync(payment, charged)).State;
        }
        catch (GatewayRefusedException refusal)
        {
            return (payment with { Status = Payment.Failed, Why = refusal.Code }).State;
        }
        catch (GatewayUnclearException)
        {
            return await LookAsync(payment, payable, gateway, stop);
        }
    }

    public async Task<PaymentState?> SettleAsync(Guid checkout, CancellationToken stop)
    {
        await using (var tx = await database.WriteAsync(stop))
            if (await PaymentLog.FindAsync(tx, tx.Region, checkout) is null) return null;

        var (payment, payable) = await LoadAsync(checkout, stop);
        if (payment.IsSettled || gateways.Of(payment.Method) is not { } gateway) return payment.State;
        return await LookAsync(payment, payable, gateway, stop);
    }

    public async Task<IReadOnlyDictionary<Guid, PaymentState>> StatesAsync(Session session, Guid[] checkouts) =>
        (await PaymentLog.FindAllAsync(session, database.Region, checkouts))
            .ToDictionary(payment => payment.CheckoutId, payment => payment.State);

    public Task<Refusal?> RefundAsync(Tx tx, Guid checkout, Guid order, Money? amount, string why) =>
        RefundDesk.OrderAsync(tx, checkout, order, amount, why);

    public async Task<IReadOnlyDictionary<Guid, SoldFor>> SoldForAsync(Session session, Guid[] orders) =>
        await Sale.SoldForAsync(session, database.Region, orders);

    public Task KeepBackAsync(Tx tx, Guid order, Guid cause) => Sale.KeepBackAsync(tx, [order], cause);

    public Task LetGoAsync(Tx tx, Guid order, Guid cause) => Sale.LetGoAsync(tx, [order], cause);

    // Asks the gateway what became of it. A checkout that is over takes its payment back there first; where the money
    // has come all the same, the finaliser re-reserves or returns it.
    async Task<PaymentState> LookAsync(
        Payment payment, Payable payable, IPaymentGateway gateway, CancellationToken stop)
    {
        var order = Order(payment, payable, null);
        try
        {
            var found = payment.AmountMinor == 0 ? Free(payment) : await gateway.LookAsync(order, stop);
            if (payable.Status == "placed")
            {
                // Never announced, as whoever should have was cut off: now the buyer has a page to pay on.
                payment = await finaliser.TakeAsync(payment, found ?? await gateway.AskAsync(order, stop));
            }
            else if (found is null || payment.AmountMinor == 0)
            {
                payment = await finaliser.GiveUpAsync(payment, null, "expired");
            }
            else
            {
                if (found.Status is GatewayStatus.Open or GatewayStatus.DueOnDelivery
                    || (found.Status is GatewayStatus.Pending && payment.Method == PaymentMethod.Transfer))
                    found = await gateway.CancelAsync(found.Id, order, stop);
                payment = await finaliser.TakeAsync(payment, found);
            }
        }
        catch (Exception unclear) when (unclear is GatewayUnclearException or GatewayRefusedException)
        {
            // It stays as it is, and the sweeper looks again.
            payment = payment with { Status = Payment.Pending, NextUrl = null };
        }

        await Sweeping.LookLaterAsync(database, payment, clock.GetUtcNow());
        return payment.State;
    }

    async Task<(Payment, Payable)> LoadAsync(Guid checkout, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var payment = await PaymentLog.FindAsync(tx, tx.Region, checkout)
            ?? throw new InvalidOperationException($"Checkout {checkout} has no payment.");
        var payable = (await checkouts.PayablesAsync(tx, checkout)).GetValueOrDefault(checkout)
            ?? throw new InvalidOperationException($"Payment {payment.Id} has no checkout.");
        return (payment, payable);
    }

    GatewayOrder Order(Payment payment, Payable payable, string? returnTo) =>
        new(payment.Id, payment.Method, payment.Amount, payable.Number, returnTo is null ? null : site.Of(returnTo));

    // Nothing to pay is paid.
    static GatewayPayment Free(Payment payment) =>
        new($"free_{payment.Id:N}", payment.Id, GatewayStatus.Captured, 1, payment.Amount, null, null);

    // The same token on the same payment is the same try, whoever repeats it; the key does not give the token away.
    static string ChargeKey(Payment payment, string token) => "charge-" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{payment.Id}\n{token}")))[..40];

    const string OpenSql = """
        -- payments.payment-desk.open
        with opened as (
            insert into payments.payment (region, id, checkout_id, method, currency, amount_minor, status, gateway_id,
                gateway_version, look_at)
            select @Region, o.id, o.checkout_id, o.method, o.currency, o.amount, o.status, o.gateway_id, o.version,
                o.look_at
            from unnest(@ids::uuid[], @checkouts::uuid[], @methods::text[], @currencies::text[], @amounts::bigint[],
                @statuses::text[], @gatewayIds::text[], @versions::int[], @looks::timestamptz[])
                as o(id, checkout_id, method, currency, amount, status, gateway_id, version, look_at)
            returning id, amount_minor, gateway_id)
        insert into payments.payment_event (region, payment_id, kind, cause, amount_minor)
        select @Region, id, 'requested', 'placed', amount_minor from opened
        union all
        select @Region, id, @Agreed, gateway_id, 0 from opened where gateway_id is not null
        """;
}
