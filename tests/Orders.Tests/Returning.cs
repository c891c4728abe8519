using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

/// <summary>A shop whose time a test turns.</summary>
public sealed class TimedShop : Shop
{
    public Clock Now { get; } = new();

    protected override void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.AddSingleton<TimeProvider>(Now);
    }

    public async Task LaterAsync(TimeSpan time)
    {
        Now.Ahead += time;
        await this.TurnAsync();
    }

    public sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }
}

/// <summary>What buyer, store and platform do about goods that go back.</summary>
static class ReturnSteps
{
    /// <summary>An order of so many units a line that has come, in one parcel.</summary>
    public static async Task<(Sold Sold, HttpClient Clerk)> DeliveredAsync(
        this Shop shop, string method, params int[] units)
    {
        var sold = await shop.SellAsync(method, units);
        var clerk = await shop.ClerkAsync(sold.Store);
        if (method != "cash_on_delivery") await shop.ConfirmAsync(sold.Checkout);
        var parcel = await clerk.SendAsync(sold, units);
        await clerk.MoveAsync(sold, parcel, "delivered");
        return (sold, clerk);
    }

    public static Task<HttpResponseMessage> AskAsync(
        this Sold sold, string kind, string reason, params int[] units) =>
        sold.AskAsync(kind, reason, (object)units
            .Select((quantity, line) => new { line, quantity }).Where(item => item.quantity > 0));

    public static Task<HttpResponseMessage> AskAsync(this Sold sold, string kind, string reason, object lines) =>
        sold.Buyer.PostAsJsonAsync($"/api/v1/orders/{sold.Order}/returns", new
        {
            kind, reason, lines, words = "It is dented.",
        });

    public static async Task<Guid> AskedAsync(this Sold sold, string kind, string reason, params int[] units)
    {
        var answer = await sold.AskAsync(kind, reason, units);
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    public static Task<HttpResponseMessage> DoAsync(
        this HttpClient clerk, Sold sold, Guid id, string what, object body) =>
        clerk.PostAsJsonAsync($"/api/v1/store/{sold.Store}/returns/{id}/{what}", body);

    public static Task<HttpResponseMessage> AcceptAsync(this HttpClient clerk, Sold sold, Guid id) =>
        clerk.DoAsync(sold, id, "accept", new { words = "To Rua Augusta 5.", payer = "buyer" });

    public static Task<HttpResponseMessage> RefuseAsync(this HttpClient clerk, Sold sold, Guid id) =>
        clerk.DoAsync(sold, id, "refuse", new { words = "It was worn." });

    public static Task<HttpResponseMessage> GrantAsync(
        this HttpClient clerk, Sold sold, Guid id, long? amount = null, string? words = null) =>
        clerk.DoAsync(sold, id, "refund", new { amount = Brl(amount), words });

    public static Task<HttpResponseMessage> ReceiveAsync(
        this HttpClient clerk, Sold sold, Guid id, int[] shelf, bool anew = false, long? amount = null,
        string? words = null) =>
        clerk.DoAsync(sold, id, "receive", new
        {
            shelf = shelf.Select((quantity, line) => new { line, quantity }), anew, amount = Brl(amount), words,
        });

    public static Task<HttpResponseMessage> SendBackAsync(this Sold sold, Guid id) =>
        sold.Buyer.PostAsJsonAsync($"/api/v1/returns/{id}/shipment", new
        {
            carrier = "Correios", trackingNumber = "BR9",
        });

    public static Task<HttpResponseMessage> WithdrawAsync(this Sold sold, Guid id) =>
        sold.Buyer.PostAsync($"/api/v1/returns/{id}/withdraw", null);

    public static Task<HttpResponseMessage> EscalateAsync(this Sold sold, Guid id) =>
        sold.Buyer.PostAsJsonAsync($"/api/v1/returns/{id}/escalate", new { words = "It was not." });

    public static Task<HttpResponseMessage> DecideAsync(this Shop shop, Guid id, string outcome, long? amount = null) =>
        shop.As(Id.New(), "orders.manage").PostAsJsonAsync($"/api/v1/admin/returns/{id}/decision", new
        {
            outcome, amount = Brl(amount), words = "The pictures show it.",
        });

    public static Task<HttpResponseMessage> RefundAsync(
        this HttpClient clerk, Sold sold, long? amount, string reason = "goodwill", object? lines = null) =>
        clerk.PostAsJsonAsync($"{sold.Path}/refunds", new { amount = Brl(amount), reason, lines });

    public static Task<HttpResponseMessage> GiveUpAsync(this HttpClient clerk, Sold sold, bool shelf = true) =>
        clerk.PostAsJsonAsync($"{sold.Path}/unsent-refund", new { shelf });

    public static async Task<string?> StatusAsync(this Sold sold, Guid id) =>
        (await Shop.GetAsync(sold.Buyer, $"/returns/{id}")).GetProperty("status").GetString();

    public static Task<JsonElement> ReturnsAsync(this Sold sold) =>
        Shop.GetAsync(sold.Buyer, $"/orders/{sold.Order}/returns");

    /// <summary>How many units of each line can be sent back, and said to be missing.</summary>
    public static async Task<string> AskableAsync(this Sold sold) => string.Join(' ',
        (await sold.ReturnsAsync()).GetProperty("lines").EnumerateArray().Select(line =>
            $"{line.GetProperty("returnable")}/{line.GetProperty("missable")}"));

    public static async Task TurnAsync(this Shop shop) =>
        await shop.Services.GetServices<Job>().OfType<TurnReturns>().Single().RunAsync(default, default);

    /// <summary>All that is kept of an order's returns and refunds, as one text.</summary>
    public static async Task<string> BackAsync(this Shop shop, Sold sold) => (string)(await shop.SqlAsync($"""
        select concat_ws(' ',
            (select string_agg(r::text, ' ' order by id) from orders.return r where order_id = '{sold.Order}'),
            (select string_agg(h::text, ' ' order by h.id) from orders.return_history h
                join orders.return r on r.id = h.return_id where r.order_id = '{sold.Order}'),
            (select string_agg(f::text, ' ' order by id) from orders.refund f where order_id = '{sold.Order}'), '-')
        """))!;

    /// <summary>Whether every claim of this module holds.</summary>
    public static async Task HoldsAsync(this Shop shop)
    {
        foreach (var claim in Claims.All)
            Assert.Equal((claim.Name, ""), (claim.Name, (string)(await shop.SqlAsync(
                $"select coalesce(string_agg(offender, ' '), '') from (\n{claim.Sql}\n) broken"))!));
    }

    static object? Brl(long? amount) => amount is { } sum ? new { amount = sum, currency = "BRL" } : null;
}
