using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Feria.Kernel;

namespace Feria.Bench;

/// <summary>Carts and checkouts, beside PostgreSQL alone writing the least a shop can write for an order.</summary>
static partial class Buying
{
    const string Address = """
        "address":{"line1":"Rua das Flores 12","city":"São Paulo","region":"SP","postalCode":"01310-100",
            "country":"BR"},"contact":{"fullName":"Ana Souza","email":"ana@example.com"}
        """;

    public static async Task<IReadOnlyList<Figure>> CartAsync(Street street, CancellationToken stop) =>
        [await Trial.RunAsync(street, "cart", PutInCart(street), null, target: null, stop)];

    public static async Task<IReadOnlyList<Figure>> SpreadAsync(Street street, CancellationToken stop) =>
    [
        await Trial.RunAsync(
            street, "checkout-spread", Checkout(street, street.Offers),
            () => street.Pgbench.OnceAsync("checkout_spread.sql", street.Plan), 1, stop),
    ];

    public static async Task<IReadOnlyList<Figure>> HotAsync(Street street, CancellationToken stop) =>
    [
        await Trial.RunAsync(
            street, "checkout-hot", Checkout(street, [street.Products[0].Offer]),
            () => street.Pgbench.OnceAsync("checkout_hot.sql", street.Plan), 5, stop),
    ];

    public static async Task<IReadOnlyList<Figure>> JourneyAsync(Street street, CancellationToken stop) =>
    [
        await Trial.RunAsync(
            street, "journey", Journey(street),
            () => street.Pgbench.OnceAsync("checkout_spread.sql", street.Plan), .35, stop),
    ];

    /// <summary>A guest's first item.</summary>
    public static Act PutInCart(Street street) => async (wire, chance, stop) =>
        await wire.AskAsync(Put(chance.Of(street.Offers), Token.New()), stop) == 200;

    /// <summary>A guest buys one unit, to be paid at the door.</summary>
    public static Act Checkout(Street street, IReadOnlyList<string> offers) => async (wire, chance, stop) =>
        await wire.AskAsync(Buy(chance.Of(offers)), stop) == 201 && street.Receipts.Keep(wire) is not null;

    public static byte[] Buy(string offer, string? guest = null, Guid? flashSale = null) => Place(
        guest ?? Token.New(),
        $$""" "payment":{"method":"cash_on_delivery"},"items":[{"offer":"{{offer}}","quantity":1}] """
        + (flashSale is { } sale ? $""","flashSale":"{sale}" """ : ""));

    static byte[] Place(string guest, string how) => Wire.Request(
        "POST", "/api/v1/checkouts", "{" + $"{Address},{how}" + "}", ("Feria-Cart", guest),
        ("Idempotency-Key", Token.New()));

    // The buyer pays on the gateway's own page, so that the webhook is what confirms the purchase.
    static Act Journey(Street street) => async (wire, chance, stop) =>
    {
        var guest = Token.New();
        if (await wire.AskAsync(Put(chance.Of(street.Offers), guest), stop) != 200) return false;
        var order = Place(guest, """ "payment":{"method":"card"} """);
        if (await wire.AskAsync(order, stop) != 201 || street.Receipts.Keep(wire) is not { } checkout) return false;
        if (Intent().Match(wire.LastText) is not { Success: true } intent) return false;
        using var paying = new HttpRequestMessage(
            HttpMethod.Post, $"/v1/payment_intents/{intent.Groups[1].Value}/confirm")
        {
            Content = JsonContent.Create(new { token = "tok_approve" }),
        };
        paying.Headers.Add("Idempotency-Key", guest);
        using var paid = await street.Bank.SendAsync(paying, stop);
        if (!paid.IsSuccessStatusCode) return false;
        // The webhook is on its way: the buyer waits for what it brings.
        var look = Wire.Request(
            "GET", $"/api/v1/checkouts/{checkout}", null, ("Feria-Cart", guest), ("Prefer", "wait=10"));
        return await wire.AskAsync(look, stop) == 200 && Confirmed().IsMatch(wire.LastText);
    };

    static byte[] Put(string offer, string guest) => Wire.Request(
        "PUT", $"/api/v1/cart/items/{offer}", """{"quantity":1}""", ("Feria-Cart", guest));

    [GeneratedRegex("/pay/([A-Za-z0-9_-]+)")]
    private static partial Regex Intent();

    [GeneratedRegex("\"status\":\"confirmed\"")]
    private static partial Regex Confirmed();
}
