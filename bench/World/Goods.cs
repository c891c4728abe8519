using System.Globalization;
using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

sealed class Goods(Size size)
{
    const int Batch = 5000;
    const int Departments = 20;
    const int ShelvesOfEach = 6;

    static readonly string[] Syllables =
    [
        "ba", "cor", "dex", "el", "fan", "gor", "hi", "jun", "kal", "lum", "mi", "nor", "or", "pax", "qui", "ra", "sol",
        "tan", "ul", "ver", "wes", "xen", "yor", "zed",
    ];

    public static readonly string[] Things =
    [
        "headphones", "kettle", "lamp", "backpack", "jacket", "sneakers", "notebook", "monitor", "keyboard", "blender",
        "chair", "desk", "bottle", "camera", "tripod", "charger", "cable", "speaker", "mouse", "tent", "gloves",
        "helmet", "drill", "hammer", "pillow", "blanket", "curtain", "mirror", "clock", "watch", "wallet", "belt",
        "scarf", "umbrella", "pan", "knife", "plate", "mug", "toaster", "fan", "heater", "printer", "router", "tablet",
        "guitar", "drum", "puzzle", "doll", "ball", "racket",
    ];

    public static readonly string[] Traits =
    [
        "wireless", "compact", "foldable", "waterproof", "steel", "wooden", "cotton", "leather", "portable", "classic",
        "slim", "heavy", "light", "quiet", "fast", "black", "white", "red", "blue", "green", "small", "large", "double",
        "magnetic", "rechargeable", "ceramic", "kids", "outdoor", "travel", "professional",
    ];

    readonly List<Guid> categories = [];
    readonly List<Guid> stores = [];

    public async Task LoadAsync(NpgsqlConnection connection, Pace pace, CancellationToken stop)
    {
        await LoadStoresAndCategoriesAsync(connection, stop);
        var products = new Rows("catalog.product",
            "id, slug, title, description, brand, language, option_names, created_at, changed_at");
        var shelved = new Rows("catalog.product_category", "product_id, category_id");
        var variants = new Rows("catalog.variant", "id, product_id");
        var offers = new Rows("catalog.offer",
            "id, variant_id, store_id, sku, price_minor, list_price_minor, currency, created_at, changed_at");
        foreach (var batch in Enumerable.Range(0, size.Products).Chunk(Batch))
        {
            foreach (var n in batch) Add(n, products, shelved, variants, offers);
            await using var transaction = await connection.BeginTransactionAsync(stop);
            foreach (var rows in new[] { products, shelved, variants, offers }) await rows.SendAsync(connection, stop);
            await transaction.CommitAsync(stop);
            pace.Add(batch.Length);
        }
    }

    void Add(int n, Rows products, Rows shelved, Rows variants, Rows offers)
    {
        var chance = new Chance(Chance.SeedOf(size.Seed, "product", n));
        var since = size.From.AddDays(-9).AddSeconds(n);
        var (product, variant) = (chance.Id(since), chance.Id(since));
        var (brand, model) = (Name(chance, 2), $"{Name(chance, 1)} {chance.Between(10, 9999)}");
        var (thing, trait, other) = (chance.Of(Things), chance.Of(Traits), chance.Of(Traits));
        var title = $"{brand} {model} {trait} {thing}, {other}";
        products.Begin().Value(product)
            .Value(string.Create(CultureInfo.InvariantCulture, $"{Plain(brand)}-{thing}-{n}"))
            .Value(title).Value(Describe(chance, title)).Value(brand).Value("en").NoTexts().Value(since).Value(since);
        shelved.Begin().Value(product).Value(categories[Array.IndexOf(Things, thing) % Departments * ShelvesOfEach
            + chance.Below(ShelvesOfEach)]);
        variants.Begin().Value(variant).Value(product);
        var price = (long)Math.Round(Math.Exp(6 + chance.Part() * 5));
        var first = chance.Below(stores.Count);
        var many = Math.Min(stores.Count, chance.Below(10) switch { < 6 => 1, < 9 => 2, _ => 3 });
        for (var i = 0; i < many; i++)
        {
            var here = price + price * chance.Below(15) / 100;
            var offer = offers.Begin().Value(chance.Id(since)).Value(variant).Value(stores[(first + i) % stores.Count])
                .Value(string.Create(CultureInfo.InvariantCulture, $"B-{n:000000}")).Value(here);
            (chance.Is(.3) ? offer.Value(here + here / 4) : offer.Null()).Value("USD").Value(since).Value(since);
        }
    }

    async Task LoadStoresAndCategoriesAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var chance = new Chance(Chance.SeedOf(size.Seed, "stores", 0));
        var since = size.From.AddDays(-10);
        var rows = new Rows("stores.store",
            "id, slug, name, country, currency, delivery_fee_minor, free_delivery_from_minor, opened_at");
        for (var n = 0; n < size.Stores; n++)
        {
            stores.Add(chance.Id(since));
            rows.Begin().Value(stores[n]).Value($"bench-{n}").Value($"{Name(chance, 2)} {n}").Value("BR").Value("USD")
                .Value(490L).Value(9900L).Value(since);
        }

        await rows.SendAsync(connection, stop);
        var (kinds, names) = (
            new Rows("catalog.category", "id, number, slug, parent_id, path, position"),
            new Rows("catalog.category_name", "category_id, locale, name"));
        for (int n = 0, number = 0; n < Departments; n++)
        {
            var (root, rootNumber) = (chance.Id(since), ++number);
            Put(root, rootNumber, null, [rootNumber], n, $"{Things[n]} and more");
            for (var i = 0; i < ShelvesOfEach; i++)
            {
                categories.Add(chance.Id(since));
                Put(categories[^1], ++number, root, [rootNumber, number], i, $"{Traits[i]} {Things[n]}");
            }
        }

        await kinds.SendAsync(connection, stop);
        await names.SendAsync(connection, stop);
        await using var command = new NpgsqlCommand(NumbersSql, connection);
        await command.ExecuteNonQueryAsync(stop);

        void Put(Guid id, int number, Guid? parent, int[] path, int position, string name)
        {
            kinds.Begin().Value(id).Value(number).Value($"{name.Replace(' ', '-')}-{number}").Value(parent)
                .Numbers(path).Value(position);
            names.Begin().Value(id).Value("en").Value(name);
        }
    }

    static string Describe(Chance chance, string title) =>
        $"{title}. " + string.Join(' ', Enumerable.Range(0, chance.Between(15, 40))
            .Select(_ => WordOf(chance))) + ".";

    static string WordOf(Chance chance) =>
        chance.Below(3) switch { 0 => chance.Of(Traits), 1 => chance.Of(Things), _ => Name(chance, 2) };

    static string Name(Chance chance, int syllables)
    {
        var name = string.Concat(Enumerable.Range(0, syllables + 1).Select(_ => chance.Of(Syllables)));
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    static string Plain(string name) => name.ToLowerInvariant();

    const string NumbersSql = """
        -- bench.goods.numbers
        select setval(pg_get_serial_sequence('catalog.category', 'number'), max(number)) from catalog.category
        """;
}
