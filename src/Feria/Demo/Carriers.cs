using Feria.Contracts;
using Feria.Stores;

namespace Feria.Demo;

/// <summary>How some of the stores deliver: by zone and weight, fast for more, or picked up.</summary>
static class Carriers
{
    static readonly string[] Abroad = ["US", "CA", "GB", "IE", "MX", "CO", "PE", "UY", "ES", "EC", "CR", "BR"];

    public static async Task PutAsync(Tx tx, Fair fair)
    {
        foreach (var stall in new[] { fair.Stalls[0], fair.Stalls[1], fair.Stalls[^1] }.Distinct())
            foreach (var terms in Of(stall.Store))
                await PutStores.DeliverAsync(tx, stall.Store.Id, Id.New(), terms);
    }

    static IEnumerable<MethodTerms> Of(PutStores.Store store)
    {
        var (fee, free) = (store.DeliveryFeeMinor, store.FreeDeliveryFromMinor);
        string In(string english, string spanish, string portuguese) =>
            new Called(english, spanish, portuguese).In(store.Language);
        yield return new(
            In("Standard", "Estándar", "Padrão"), DeliveryMethod.Shipped, 3, 7, 0, true, true, free, null,
            [
                new([new(store.Country)], null, [new(2_000, fee), new(10_000, 2 * fee), new(30_000, 4 * fee)]),
                new(
                    [.. Abroad.Where(country => country != store.Country).Select(country => new DeliveryArea(country))],
                    null, [new(2_000, 3 * fee), new(10_000, 6 * fee)]),
            ],
            null);
        yield return new(
            In("Express", "Exprés", "Expressa"), DeliveryMethod.Shipped, 1, 2, 1, true, false, null, null,
            [new([new(store.Country)], 2 * fee + 500)], null);
        yield return new(
            In("Our shop", "Nuestra tienda", "Nossa loja"), DeliveryMethod.Pickup, 0, 1, 2, true, true, null, 0, null,
            new(
                new("12 Market Street", null, store.City, "1", "10001", store.Country),
                In("Mon–Fri 10–19, Sat 10–14", "lun–vie 10–19, sáb 10–14", "seg–sex 10–19, sáb 10–14")));
    }
}
