using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Feria.Orders.Tests;

/// <summary>
/// A market whose payments a test answers by hand: cash on delivery is agreed at once, all else waits.
/// </summary>
public class Shop : Market
{
    public ICheckoutBook Book => Services.GetRequiredService<ICheckoutBook>();
    public CheckoutBook Finaliser => Services.GetRequiredService<CheckoutBook>();
    public Cancelling Cancelling => Services.GetRequiredService<Cancelling>();
    public IStock Stock => Services.GetRequiredService<IStock>();
    public Place Place => Services.GetRequiredService<Place>();
    internal HandAccounts Accounts => (HandAccounts)Services.GetRequiredService<IAccountBook>();
    internal HandPayments Payments => (HandPayments)Services.GetRequiredService<IPayments>();

    public static readonly PostalAddress Home = new("Rua das Flores 12", null, "São Paulo", "sp", "01310-100", "BR");

    public static object Purchase(
        string method = "cash_on_delivery", object? items = null, Money? expected = null, string? coupon = null,
        string? token = null) => new
    {
        address = Home,
        payment = new { method, token },
        contact = new { fullName = "Ana Souza", email = "Ana@Example.com" },
        items,
        expectedTotal = expected is { } total ? new { amount = total.Amount, currency = total.Currency } : null,
        coupon,
    };

    public static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid offer, int quantity) =>
        client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity });

    public static Task<HttpResponseMessage> BuyAsync(HttpClient client, object purchase, string? key = null)
    {
        var call = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/checkouts") { Content = JsonContent.Create(purchase) };
        if (key is not null) call.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(call);
    }

    public static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await (await client.GetAsync($"/api/v1{path}")).JsonAsync();

    public async Task<Finalised> ConfirmAsync(Guid checkout)
    {
        await using var tx = await Database.WriteAsync();
        var outcome = (await Book.ConfirmAsync(tx, checkout))[checkout];
        await tx.CommitAsync();
        return outcome;
    }

    public async Task FailAsync(Guid checkout, string why = "payment_failed")
    {
        await using var tx = await Database.WriteAsync();
        await Book.FailAsync(tx, checkout, why);
        await tx.CommitAsync();
    }

    /// <summary>Lets the hold run out, and waits until the clock's job has seen it.</summary>
    public async Task ExpireAsync(Guid checkout)
    {
        await SqlAsync($"update orders.checkout set expires_at = now() - interval '1 second' where id = '{checkout}'");
        for (var i = 0; i < 1_200; i++, await Task.Delay(50))
            if ((string?)await SqlAsync(
                $"select status from orders.checkout where id = '{checkout}'") == "expired") return;
        throw new TimeoutException("The checkout did not expire.");
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IPayments, HandPayments>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IAccountBook, HandAccounts>());
    }
}

/// <summary>Accounts a test makes up: whoever is not among them has neither contact nor address.</summary>
sealed class HandAccounts : IAccountBook
{
    public ConcurrentDictionary<Guid, Contact> Contacts { get; } = [];

    public Task<IReadOnlyList<Guid>> HoldersAsync(Session session, string permission, int limit) =>
        Task.FromResult<IReadOnlyList<Guid>>([]);

    public Task<Contact?> ContactAsync(Guid account, CancellationToken stop) =>
        Task.FromResult(Contacts.GetValueOrDefault(account));

    public Task<IReadOnlyDictionary<Guid, Contact>> ContactsAsync(Guid[] accounts, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<Guid, Contact>>(
            Contacts.Where(one => accounts.Contains(one.Key)).ToDictionary());

    public Task<IReadOnlyList<KnownAccount>> KnownAsync(Session session, Guid[] accounts) =>
        Task.FromResult<IReadOnlyList<KnownAccount>>(
            [.. accounts.Select(one => new KnownAccount(one, "en", DateTime.UnixEpoch, true, null, null))]);

    public Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        Task.FromResult<IReadOnlyList<Guid>>([]);

    public Task<IReadOnlyList<LiveSession>> SessionsAsync(Session session, Guid[] sessions) =>
        Task.FromResult<IReadOnlyList<LiveSession>>([]);

    public Task<PostalAddress?> AddressAsync(Guid account, Guid? address, CancellationToken stop) =>
        Task.FromResult<PostalAddress?>(null);
}

/// <summary>Payments without a gateway: they answer for this module's tests alone.</summary>
sealed class HandPayments(Database database, ICheckoutBook book) : IPayments
{
    public ConcurrentBag<(Guid Order, Money Amount)> Refunds { get; } = [];
    public ConcurrentBag<(Guid Order, Guid Cause)> KeptBack { get; } = [];
    public ConcurrentBag<(Guid Order, Guid Cause)> LetGo { get; } = [];
    public ConcurrentBag<Guid> Opened { get; } = [];

    public async Task<PaymentState> PayAsync(Guid checkout, string? token, string? returnTo, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var payable = (await book.PayablesAsync(tx, checkout))[checkout];
        if (payable.Method != PaymentMethod.CashOnDelivery) return StateOf(payable);
        await book.ConfirmAsync(tx, checkout);
        await tx.CommitAsync();
        return StateOf(payable);
    }

    public Task<PaymentState> PayAsync(Opened opened, string? token, string? returnTo) =>
        PayAsync(opened.Payable.Checkout, token, returnTo, CancellationToken.None);

    public async Task<PaymentState?> SettleAsync(Guid checkout, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return (await StatesAsync(session, [checkout])).GetValueOrDefault(checkout);
    }

    public async Task<IReadOnlyDictionary<Guid, PaymentState>> StatesAsync(Session session, Guid[] checkouts) =>
        (await book.PayablesAsync(session, checkouts)).Values.ToDictionary(payable => payable.Checkout, StateOf);

    public async Task<Refusal?> RefundAsync(Tx tx, Guid checkout, Guid order, Money? amount, string why)
    {
        var sold = (await SoldForAsync(tx, [order]))[order];
        if (amount?.Amount > sold.Left.Amount) return new Refusal(409, "refund_too_much", "That is more than is left.");
        Refunds.Add((order, amount ?? sold.Left));
        return null;
    }

    public async Task<IReadOnlyDictionary<Guid, SoldFor>> SoldForAsync(Session session, Guid[] orders) =>
        (await session.ListAsync<(Guid Id, long Total, string Currency)>(
            "select id, total_minor as total, currency from orders.store_order where id = any(@orders)",
            new { orders }))
        .ToDictionary(order => order.Id, order => new SoldFor(order.Id, new(order.Total, order.Currency), new(
            Refunds.Where(one => one.Order == order.Id).Sum(one => one.Amount.Amount), order.Currency)));

    public Task KeepBackAsync(Tx tx, Guid order, Guid cause)
    {
        KeptBack.Add((order, cause));
        return Task.CompletedTask;
    }

    public Task LetGoAsync(Tx tx, Guid order, Guid cause)
    {
        LetGo.Add((order, cause));
        return Task.CompletedTask;
    }

    public bool IsAgreed(string method, Money amount) => method == PaymentMethod.CashOnDelivery;

    public IReadOnlyList<Opened> Open(Tx tx, IReadOnlyList<Payable> payments)
    {
        foreach (var payment in payments) Opened.Add(payment.Checkout);
        return [.. payments.Select(one => new Opened(Id.New(), one))];
    }

    static PaymentState StateOf(Payable payable) =>
        new(payable.Method, payable.Method == PaymentMethod.CashOnDelivery ? "due_on_delivery" : "pending", null, null,
            0, 0);
}
