using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Olist.Tests;

/// <summary>The marketplace with the made-up history imported.</summary>
public sealed class OlistHost : FeriaHost
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("feria-olist-");

    public ImportOlist.Report First { get; private set; } = null!;

    public string Folder => folder.FullName;
    public string Rejects => Path.Combine(Folder, "rejects.csv");

    protected override async Task PrepareAsync()
    {
        await Cut.WriteAsync(Folder);
        First = await ImportAsync();
        await SettleAsync();
    }

    public Task<ImportOlist.Report> ImportAsync() =>
        ImportOlist.RunAsync(Services, new(Folder, 7, Rejects), null, CancellationToken.None);

    public async Task<long> CountAsync(string from) => (long)(await SqlAsync($"select count(*) from {from}"))!;

    /// <summary>Everything an import could change.</summary>
    public async Task<string> FingerprintAsync() => (string)(await SqlAsync("""
        select concat_ws('/',
            (select count(*) from kernel.event),
            (select md5(string_agg(s::text, '' order by s.id)) from stores.store s),
            (select md5(string_agg(p::text, '' order by p.id)) from catalog.product p),
            (select md5(string_agg(o::text, '' order by o.id)) from catalog.offer o),
            (select count(*) from catalog.category), (select count(*) from inventory.movement),
            (select md5(string_agg(s::text, '' order by s.offer_id)) from inventory.stock s),
            (select count(*) from inventory.reservation), (select count(*) from orders.checkout),
            (select md5(string_agg(o::text, '' order by o.id)) from orders.store_order o),
            (select count(*) from orders.order_history), (select count(*) from orders.shipment),
            (select count(*) from payments.payment_event), (select count(*) from payments.entry),
            (select md5(string_agg(r::text, '' order by r.id)) from community.review r))
        """))!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

public sealed class ImportOlistTests(OlistHost feria) : IClassFixture<OlistHost>
{
    [Fact]
    public void Every_row_was_put_or_rejected_for_a_reason()
    {
        Assert.Equal(
            new Dictionary<string, FileCount>
            {
                ["categories"] = new(2, 2, 0, 0),
                ["customers"] = new(60, 36, 0, 24),
                ["items"] = new(96, 84, 0, 12),
                ["orders"] = new(47, 36, 0, 11),
                ["payments"] = new(48, 37, 0, 11),
                ["products"] = new(10, 10, 0, 0),
                ["reviews"] = new(37, 31, 0, 6),
                ["sellers"] = new(7, 5, 0, 2),
            },
            feria.First.Files);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["customers: order_refused"] = 24,
                ["items: order_refused"] = 8,
                ["items: order_unknown"] = 1,
                ["items: price_negative"] = 1,
                ["items: product_unknown"] = 1,
                ["items: seller_unknown"] = 1,
                ["orders: customer_unknown"] = 1,
                ["orders: date_malformed"] = 2,
                ["orders: items_missing"] = 1,
                ["orders: order_incomplete"] = 4,
                ["orders: payment_missing"] = 1,
                ["orders: payment_short"] = 1,
                ["orders: status_unknown"] = 1,
                ["payments: amount_malformed"] = 1,
                ["payments: order_refused"] = 9,
                ["payments: order_unknown"] = 1,
                ["reviews: date_malformed"] = 1,
                ["reviews: duplicate_id"] = 1,
                ["reviews: fields_missing"] = 1,
                ["reviews: order_refused"] = 1,
                ["reviews: order_unknown"] = 1,
                ["reviews: rating_malformed"] = 1,
                ["sellers: duplicate_id"] = 1,
                ["sellers: id_malformed"] = 1,
            },
            feria.First.Reasons);
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["category_untranslated"] = 1,
                ["dates_out_of_order"] = 1,
                ["payment_by_several_methods"] = 1,
                ["payment_rounded"] = 1,
                ["payment_with_interest"] = 1,
                ["product_without_category"] = 1,
                ["refunded_after_delivery"] = 1,
            },
            feria.First.Adjusted);
    }

    [Fact]
    public async Task What_was_made_is_what_is_there()
    {
        var tables = new Dictionary<string, string>
        {
            ["categories"] = "catalog.category",
            ["checkouts"] = "orders.checkout",
            ["offers"] = "catalog.offer",
            ["order lines"] = "orders.order_line",
            ["orders"] = "orders.store_order",
            ["payments"] = "payments.payment",
            ["products"] = "catalog.product",
            ["reviews"] = "community.review",
            ["sales"] = "payments.sale",
            ["stores"] = "stores.store",
        };
        var there = new Dictionary<string, long>();
        foreach (var (kind, table) in tables) there[kind] = await feria.CountAsync(table);
        Assert.Equal(there, feria.First.Made);
        Assert.Equal((36L, 48L, 48L, 43L, 9L), (
            there["checkouts"], there["orders"], there["order lines"], there["sales"], there["offers"]));
    }

    [Theory]
    [InlineData("delivered", 32)]
    [InlineData("shipped", 2)]
    [InlineData("preparing", 5)]
    [InlineData("refunded", 4)]
    [InlineData("cancelled", 5)]
    public async Task An_order_a_store_stands_where_theirs_stood(string status, long count) =>
        Assert.Equal(count, await feria.CountAsync($"orders.store_order where status = '{status}'"));

    [Fact]
    public async Task All_of_it_keeps_every_claim()
    {
        var findings = await feria.Services.GetRequiredService<VerifyReferences>()
            .RunAsync(null, CancellationToken.None);
        Assert.Equal([], findings.Where(finding => finding.Broken > 0)
            .Select(finding => $"{finding.Claim}: {string.Join(' ', finding.Offenders)}"));
    }

    [Fact]
    public async Task Units_are_what_was_said_and_money_what_the_goods_came_to()
    {
        Assert.Equal(0, await feria.CountAsync("inventory.stock where on_hand <> 7 or reserved <> 0"));
        Assert.Equal(0, await feria.CountAsync("orders.checkout where currency <> 'BRL' or account_id is not null"));
        // 36 orders of two things, a dozen with a third from another store; delivery stays beside the goods.
        Assert.Equal(36 * 2 * 5890L + 12 * 990, await SumAsync("items_minor"));
        Assert.Equal(84 * 105L, await SumAsync("delivery_minor"));
    }

    async Task<long> SumAsync(string column) =>
        (long)(await feria.SqlAsync($"select sum({column})::bigint from orders.store_order"))!;

    [Fact]
    public async Task Nobody_is_written_to_and_the_same_again_changes_nothing()
    {
        Assert.Equal(0, await feria.CountAsync("notifications.letter"));
        var before = await feria.FingerprintAsync();

        var again = await feria.ImportAsync();

        Assert.Equal(before, await feria.FingerprintAsync());
        Assert.All(again.Files.Values, file => Assert.Equal((0L, file.Rows - file.Rejected), (file.Put, file.Known)));
        Assert.All(again.Made.Values, made => Assert.Equal(0, made));
        Assert.Equal(feria.First.Reasons, again.Reasons);
    }

    [Fact]
    public async Task Refused_rows_are_in_a_file_that_says_why()
    {
        var lines = await File.ReadAllLinesAsync(feria.Rejects);
        Assert.Equal("file,row,id,reason,detail", lines[0]);
        Assert.Equal(feria.First.Files.Values.Sum(file => file.Rejected), lines.Length - 1);
        Assert.Contains(lines, line => line.StartsWith("orders,", StringComparison.Ordinal)
            && line.EndsWith("payment_short,paid 4000 of 5105 centavos", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_without_the_files_is_refused_whole()
    {
        var report = await ImportOlist.RunAsync(
            feria.Services, new(Path.Combine(feria.Folder, "nowhere"), 0, null), null, CancellationToken.None);
        Assert.Equal("import_file_missing", report.Refusal!.Code);
    }
}
