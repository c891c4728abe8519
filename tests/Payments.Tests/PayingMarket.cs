using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Feria.Launch;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Payments.Tests;

/// <summary>A market that is paid at the real sandbox gateway, webhooks and all.</summary>
public class PayingMarket : Market, IAsyncLifetime
{
    readonly int port = FreePort.Any();
    HttpClient? bank;

    public Sandbox Sandbox { get; private set; } = null!;
    public IPayments Payments => Services.GetRequiredService<IPayments>();
    public HttpClient Bank => bank ??= NewBank();
    public string HookPath => "/api/v1/webhooks/gateway";

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        // What is delivered is payable at once.
        ["Feria:ProtectionDays"] = "0",
        ["Feria:Gateway:Url"] = $"http://127.0.0.1:{port}",
        ["Feria:Gateway:ApiKey"] = Sandbox.ApiKey,
        ["Feria:Gateway:WebhookSecret"] = $"{Sandbox.WebhookSecret},whsec_before",
        ["Feria:PublicUrl"] = "http://shop.test",
    };

    protected override async Task PrepareAsync() =>
        Sandbox = await Sandbox.StartAsync(port, new Uri(Address, HookPath).ToString());

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        MakeKeys();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes keys of its own where the market wants to share them.</summary>
    protected virtual void MakeKeys()
    {
    }

    protected async Task CloseAsync()
    {
        bank?.Dispose();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        await DisposeAsync();
    }

    public Task StartBankAgainAsync(bool withWebhooks = true) =>
        Sandbox.StartAgainAsync(port, withWebhooks ? new Uri(Address, HookPath).ToString() : null);

    HttpClient NewBank()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Sandbox.Address,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sandbox.ApiKey);
        return client;
    }

    public static object Purchase(string method, string? token, Guid[] offers) => new
    {
        address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
        payment = new { method, token },
        contact = new { fullName = "Ana Souza", email = "ana@example.com" },
        items = offers.Select(offer => new { offer, quantity = 1 }),
        returnTo = "/es/checkouts/back",
    };

    /// <summary>Buys as the client's guest, and gives the checkout as it was answered.</summary>
    public static async Task<JsonElement> BuyAsync(
        HttpClient client, string method, string? token, Guid[] offers, string? key = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts");
        call.Content = JsonContent.Create(Purchase(method, token, offers));
        if (key is not null) call.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(call);
        var body = await answer.JsonAsync();
        Assert.True((int)answer.StatusCode == 201, body.ToString());
        return body;
    }

    public async Task<JsonElement> CheckoutAsync(HttpClient client, Guid checkout)
    {
        using var answer = await client.GetAsync($"/api/v1/checkouts/{checkout}");
        return await answer.JsonAsync();
    }

    public async Task<string> StatusAsync(Guid checkout) =>
        (string)(await SqlAsync($"select status from orders.checkout where id = '{checkout}'"))!;

    public async Task<PaymentState> PaymentAsync(Guid checkout)
    {
        await using var session = await Database.ReadAsync();
        return (await Payments.StatesAsync(session, [checkout]))[checkout];
    }

    public async Task EventuallyAsync(Guid checkout, string paymentStatus)
    {
        for (var i = 0; i < 1_500; i++, await Task.Delay(40))
            if ((await PaymentAsync(checkout)).Status == paymentStatus) return;
        Assert.Equal(paymentStatus, (await PaymentAsync(checkout)).Status);
    }

    /// <summary>Makes every open payment due and runs the sweeper.</summary>
    public async Task SweepAsync()
    {
        await SqlAsync("update payments.payment set look_at = now() - interval '1 second' where look_at is not null");
        var sweeper = Services.GetServices<Job>().OfType<SweepPayments>().Single();
        await sweeper.RunAsync(default, default);
    }

    public async Task ExpireAsync(Guid checkout)
    {
        await SqlAsync($"update orders.checkout set expires_at = now() - interval '1 second' where id = '{checkout}'");
        for (var i = 0; i < 1_500; i++, await Task.Delay(40))
            if (await StatusAsync(checkout) == "expired") return;
        throw new TimeoutException("The checkout did not expire.");
    }

    /// <summary>What the gateway holds of the checkout's payment.</summary>
    public async Task<List<JsonElement>> IntentsAsync(Guid checkout)
    {
        var payment = await SqlAsync($"select id::text from payments.payment where checkout_id = '{checkout}'");
        var found = await Bank.GetFromJsonAsync<JsonElement>($"/v1/payment_intents?reference={payment}");
        return [.. found.GetProperty("items").EnumerateArray()];
    }

    public async Task<string> IntentAsync(Guid checkout) =>
        (await IntentsAsync(checkout)).Single().GetProperty("id").GetString()!;

    /// <summary>Types a card into the gateway's own page, as a buyer does.</summary>
    public async Task<HttpResponseMessage> TypeCardAsync(string next, string number) =>
        await Bank.PostAsync(next, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["number"] = number, ["expiry"] = "12/34", ["cvc"] = "123", ["holder"] = "Ana",
        }));

    public async Task<long> BalanceAsync(string account, Guid? checkout = null) => (long)(await SqlAsync($"""
        select coalesce(sum(e.amount_minor), 0)::bigint
        from payments.entry e
        join payments.journal j on j.id = e.journal_id
        join payments.payment p on p.id = j.payment_id
        where e.account = '{account}' {(checkout is null ? "" : $"and p.checkout_id = '{checkout}'")}
        """))!;

    /// <summary>All that must be true of the books whenever nothing is under way.</summary>
    public async Task BooksAddUpAsync()
    {
        await SettleAsync();
        Assert.Equal("", await SqlAsync(FaultsSql));
        Assert.True(await StockAddsUpAsync());
        await EveryPaymentIsItsLogAsync();
        await TheGatewayAgreesAsync();
    }

    async Task EveryPaymentIsItsLogAsync()
    {
        await using var session = await Database.ReadAsync();
        var payments = await session.ListAsync<Payment>("select * from payments.payment");
        var log = (await session.ListAsync<Said>(
            "select payment_id, kind, cause, amount_minor, why from payments.payment_event order by at"))
            .ToLookup(said => said.PaymentId, said => new Happening(said.Kind, said.Cause, said.AmountMinor, said.Why));
        foreach (var payment in payments)
        {
            var opened = new Payment { AmountMinor = payment.AmountMinor, Method = payment.Method };
            var folded = log[payment.Id].Aggregate(opened, (before, happening) => before.After(happening));
            Assert.Equal(
                (payment.Status, payment.Why, payment.CapturedMinor, payment.RefundedMinor, payment.DisputedMinor),
                (folded.Status, folded.Why, folded.CapturedMinor, folded.RefundedMinor, folded.DisputedMinor));
        }
    }

    // Charged at most once, and what the gateway holds is what our books say it holds.
    async Task TheGatewayAgreesAsync()
    {
        var held = 0L;
        var charged = new HashSet<string>();
        string? after = null;
        do
        {
            var page = await Bank.GetFromJsonAsync<JsonElement>(
                $"/v1/payment_intents?status=succeeded&limit=100{(after is null ? "" : $"&after={after}")}");
            foreach (var intent in page.GetProperty("items").EnumerateArray())
            {
                Assert.True(charged.Add(intent.GetProperty("reference").GetString()!), "A payment was charged twice.");
                if (!intent.TryGetProperty("dispute", out var dispute)
                    || dispute.ValueKind == JsonValueKind.Null || dispute.GetProperty("status").GetString() == "won")
                    held += intent.GetProperty("amount").GetInt64() - intent.GetProperty("amountRefunded").GetInt64();
            }
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        Assert.Equal(held, await BalanceAsync(Ledger.Gateway));
    }

    sealed record Said(Guid PaymentId, string Kind, string Cause, long AmountMinor, string? Why);

    const string FaultsSql = """
        with fault as (
            select 'currency ' || currency || ' is out by ' || sum(amount_minor) as words
            from payments.entry group by currency having sum(amount_minor) <> 0
            union all
            select 'journal ' || journal_id || ' is crooked'
            from payments.entry group by journal_id having sum(amount_minor) <> 0 or count(distinct currency) > 1
            union all
            select 'claim ' || account || ' of stores is not what their sales say'
            from (
                select 'store' as account, -sum(e.amount_minor) as books, (
                    select coalesce(sum(total_minor - refunded_minor - commission_minor + commission_refunded_minor), 0)
                    from payments.sale where released_at is null) as sales
                from payments.entry e where e.account = 'store') s
            where coalesce(books, 0) <> sales
            union all
            select account || ' should be empty and holds ' || sum(amount_minor)
            from payments.entry where account in ('held', 'refunds_due') group by account having sum(amount_minor) <> 0
            union all
            select 'checkout ' || c.id || ' is paid without an order'
            from payments.payment p join orders.checkout c on c.id = p.checkout_id
            where p.captured_minor > p.refunded_minor and p.disputed_minor = 0 and c.status <> 'confirmed'
            union all
            select 'checkout ' || c.id || ' is confirmed without money'
            from payments.payment p join orders.checkout c on c.id = p.checkout_id
            where c.status = 'confirmed' and p.amount_minor > 0 and p.captured_minor = 0
                and p.method <> 'cash_on_delivery'
            union all
            select 'entry of ' || journal_id || ' is on no account'
            from payments.entry e where not exists (
                select from payments.ledger_account a
                where (a.region, a.name, a.owner, a.currency) = (e.region, e.account, e.owner, e.currency)))
        select coalesce(string_agg(words, '; '), '') from fault
        """;
}
