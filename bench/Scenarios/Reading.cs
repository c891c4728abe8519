namespace Feria.Bench;

/// <summary>What a shopper looks at, beside the same bytes sent from memory.</summary>
static class Reading
{
    public static async Task<IReadOnlyList<Figure>> DriverAsync(Street street, CancellationToken stop) =>
        [Figure.Of("driver", await Trial.BareAsync(street, "ok.json", stop), "a second")];

    public static async Task<IReadOnlyList<Figure>> ProductAsync(Street street, CancellationToken stop) =>
    [
        await Trial.RunAsync(
            street, "product", Shopping.Get(street.HotProduct), () => Trial.BareAsync(street, "product.json", stop), .6,
            stop),
    ];

    public static async Task<IReadOnlyList<Figure>> PageAsync(Street street, CancellationToken stop) =>
    [
        await Trial.RunAsync(
            street, "page", Shopping.Get(street.HotPage), () => Trial.BareAsync(street, "page.html", stop), .4, stop),
    ];

    public static async Task<IReadOnlyList<Figure>> ListAsync(Street street, CancellationToken stop)
    {
        var lists = street.Categories.Select(category => Wire.Request("GET", Street.ListOf(category), null)).ToList();
        return
        [
            await Trial.RunAsync(
                street, "list", async (wire, chance, end) => await wire.AskAsync(chance.Of(lists), end) == 200,
                () => Trial.BareAsync(street, "list.json", stop), target: null, stop),
        ];
    }
}
