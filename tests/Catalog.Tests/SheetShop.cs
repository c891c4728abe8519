using System.Text;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>A store that sends files, and looks at what became of their rows.</summary>
public abstract class SheetShop(DemoHost host)
{
    protected DemoHost Host => host;

    internal async Task<(Person Owner, Guid Store)> StoreAsync()
    {
        var owner = await host.PersonAsync();
        return (owner, await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager")));
    }

    internal static string Sku() => $"S{Guid.NewGuid():N}"[..12];

    internal static async Task<Guid> ListAsync(
        Person owner, Guid store, string sku, long price = 12_990, string title = "Soapstone lamp")
    {
        object Choice(string code, string colour) => new
        {
            sku = code, price = new { amount = price, currency = "BRL" }, stock = 5, options = new[] { colour },
        };
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", new
        {
            title,
            description = "Turned by hand.\n\n- heavy\n- grey",
            language = "en",
            optionNames = new[] { "Colour" },
            variants = new[] { Choice(sku, "Grey"), Choice(sku + "-B", "Black") },
            attributes = new object[]
            {
                new { code = "height", name = "Height", unit = "cm", number = 40.5 },
                new { code = "material", name = "Material", text = "stone | wood = both" },
            },
        });
        Assert.Equal(201, listed.Status);
        return listed.Body.GetProperty("id").GetGuid();
    }

    internal async Task<Said> SendAsync(Person who, Guid store, string csv, string name = "lamps.csv")
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/store/{store}/sheets?name={name}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new("text/csv") } },
        };
        asked.Headers.Authorization = new("Bearer", who.Token);
        var answer = await host.Http.SendAsync(asked);
        return new((int)answer.StatusCode, await answer.JsonAsync());
    }

    internal static string[] FieldsOf(JsonElement sheet) =>
        [.. sheet.GetProperty("columns").EnumerateArray().Select(one => one.GetProperty("field").GetString()!)];

    /// <summary>Sends a file and has it checked as its columns are taken for.</summary>
    internal async Task<string> CheckAsync(Person owner, Guid store, string csv)
    {
        var sent = await SendAsync(owner, store, csv);
        Assert.Equal(201, sent.Status);
        var sheet = $"/store/{store}/sheets/{sent.Body.GetProperty("id").GetGuid()}";
        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Put, $"{sheet}/mapping", new { fields = FieldsOf(sent.Body) })).Status);
        await host.SettleAsync();
        return sheet;
    }

    internal async Task MoveAsync(Person owner, string sheet, string move)
    {
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Post, $"{sheet}/{move}")).Status);
        await host.SettleAsync();
    }

    /// <summary>Of each row its line, state, code and field, and its changes.</summary>
    internal static async Task<string[]> RowsAsync(Person owner, string sheet) =>
    [
        .. (await owner.GetAsync($"{sheet}/rows?limit=100")).Body.GetProperty("items").EnumerateArray()
            .Select(row => string.Join(' ', new[]
            {
                $"{row.GetProperty("line")} {row.GetProperty("state")}",
                Said(row, "code"), Said(row, "field"),
                string.Join(", ", row.GetProperty("changes").EnumerateArray().Select(edit =>
                    $"{edit.GetProperty("field")}:{edit.GetProperty("from")}→{edit.GetProperty("to")}")),
            }.Where(part => part.Length > 0))),
    ];

    internal static string Said(JsonElement row, string name) =>
        row.TryGetProperty(name, out var said) ? $"{said}" : "";

    internal async Task<string> ExportAsync(Person owner, Guid store, string path = "listings.csv")
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/store/{store}/{path}");
        asked.Headers.Authorization = new("Bearer", owner.Token);
        var answer = await host.Http.SendAsync(asked);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>All that is kept of what a store sells, and how its stock moved, as one text.</summary>
    internal async Task<string> AllOfAsync(Guid store) => (string)(await host.SqlAsync($"""
        select concat_ws(E'\n',
            (select string_agg(o::text || v::text || p::text, E'\n' order by o.id)
                from catalog.offer o
                join catalog.variant v on v.id = o.variant_id
                join catalog.product p on p.id = v.product_id
                where o.store_id = '{store}'),
            (select string_agg(m::text, E'\n' order by m.id)
                from inventory.movement m
                join catalog.offer o on o.id = m.offer_id
                where o.store_id = '{store}'))
        """))!;

    /// <summary>Price in minor units, and units on hand.</summary>
    internal async Task<(long Price, long OnHand)> SoldAsAsync(string sku) => (
        (long)(await host.SqlAsync($"select price_minor from catalog.offer where sku = '{sku}'"))!,
        (long)(await host.SqlAsync($"""
            select s.on_hand from inventory.stock s join catalog.offer o on o.id = s.offer_id where o.sku = '{sku}'
            """))!);
}
