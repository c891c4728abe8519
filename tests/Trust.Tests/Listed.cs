using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>A store's listing, and what its owner makes of it.</summary>
sealed record Listed(DemoHost Host, Person Owner, Guid Store, Guid Product, string Sku)
{
    public const string Title = "Soapstone table lamp";

    public string Path => $"/store/{Store}/listings/{Product}";

    public static async Task<Listed> OpenAsync(DemoHost host, string[]? pictures = null)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "administrator"));
        var sku = $"L{Guid.NewGuid():N}"[..12];
        var listed = await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/listings", new Edit { Pictures = pictures }.Body(sku));
        Assert.True(listed.Status == 201, $"{listed}");
        return new(host, owner, store, listed.Body.GetProperty("id").GetGuid(), sku);
    }

    /// <summary>What the listing is made to be; all else of it stays.</summary>
    public sealed record Edit
    {
        public string Title { get; init; } = Listed.Title;
        public string Description { get; init; } = "Turned by hand.";
        public string? Brand { get; init; } = "Pedra";
        public long Price { get; init; } = 10_000;
        public long? Stock { get; init; } = 5;
        public string[]? Categories { get; init; }
        public string[]? Pictures { get; init; }

        public object Body(string sku, int? version = null) => new
        {
            version, title = Title, description = Description, brand = Brand, language = "en",
            categories = Categories ?? [],
            variants = new[] { new { sku, price = new { amount = Price, currency = "BRL" }, stock = Stock } },
            pictures = (Pictures ?? []).Select(url => new { url }),
        };
    }

    public async Task<JsonElement> ReadAsync() => (await Owner.GetAsync(Path)).Body;

    public async Task<Said> PutAsync(Edit edit, int? version = null, Person? who = null)
    {
        version ??= (await ReadAsync()).GetProperty("version").GetInt32();
        return await (who ?? Owner).DoAsync(HttpMethod.Put, Path, edit.Body(Sku, version));
    }

    /// <summary>Proposes something risky; its change and its case.</summary>
    public async Task<(Guid Change, Guid Case)> ProposeAsync(Edit? edit = null)
    {
        var put = await PutAsync(edit ?? new() { Title = "Garden hose, green", Stock = null });
        Assert.True(put.Status == 200, $"{put}");
        var change = put.Body.GetProperty("waiting").GetProperty("id").GetGuid();
        await Host.SettleAsync();
        return (change, await Host.CaseAsync("change", $"{change}"));
    }

    public Task<Said> WithdrawAsync(Guid change) =>
        Owner.DoAsync(HttpMethod.Post, $"{Path}/changes/{change}/withdraw");

    /// <summary>Each change's outcome with its fields, newest first; of one edit what passed first.</summary>
    public async Task<string> HistoryAsync() => string.Join(" | ",
        (await Owner.GetAsync($"{Path}/changes")).Body.GetProperty("items").EnumerateArray()
            .OrderByDescending(change => change.GetProperty("at").GetDateTime())
            .ThenBy(change => change.Text("outcome"))
            .Select(change => $"{change.Text("outcome")} {string.Join(',', FieldsOf(change))}"));

    static IEnumerable<string?> FieldsOf(JsonElement change) =>
        change.GetProperty("fields").EnumerateArray().Select(field => field.Text("name")).Order();

    /// <summary>The title, the price and the stock that buyers see.</summary>
    public async Task<(string?, long, long)> SoldAsync()
    {
        await Host.SettleAsync();
        Host.ForgetCopies();
        var shown = await (await Host.Http.GetAsync($"/api/v1/products/{Product}")).JsonAsync();
        var offer = shown.GetProperty("offer");
        return (
            shown.GetProperty("title").GetString(), offer.GetProperty("price").GetProperty("amount").GetInt64(),
            offer.GetProperty("available").GetInt64());
    }

    /// <summary>All of the listing and its changes, as one text.</summary>
    public async Task<string> AllAsync() => (string)(await Host.SqlAsync($"""
        select concat_ws(' ',
            (select p::text from catalog.product p where id = '{Product}'),
            (select string_agg(o::text, ' ' order by o.id)
                from catalog.offer o join catalog.variant v on v.id = o.variant_id where product_id = '{Product}'),
            (select string_agg(i::text, ' ' order by position) from catalog.picture i where product_id = '{Product}'),
            (select string_agg(c.id::text, ' ' order by id) from catalog.listing_change c
                where product_id = '{Product}'),
            (select string_agg(e::text, ' ' order by change_id) from catalog.listing_change_end e
                join catalog.listing_change c on c.id = e.change_id where c.product_id = '{Product}'),
            (select string_agg(w::text, ' ') from catalog.listing_change_waiting w where product_id = '{Product}'))
        """))!;
}

static class Reading
{
    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
