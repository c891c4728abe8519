using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations.Tests;

/// <summary>Tables of the back office as somebody likes to see them.</summary>
public sealed class ViewTests(Desk desk) : IClassFixture<Desk>
{
    const string Place = "/operations/audit";

    [Fact]
    public async Task A_view_is_kept_replaced_and_let_go_and_is_nobody_elses()
    {
        using var one = desk.As(Guid.NewGuid(), Permission.ReadAudit);
        using var other = desk.As(Guid.NewGuid(), Permission.ReadAudit);
        await PutAsync(one, "Denied", "outcome=denied");
        await PutAsync(one, "By whom", "actor=1");
        await PutAsync(one, "Denied", "outcome=denied&from=2026-01-01");

        Assert.Equal(["By whom actor=1", "Denied outcome=denied&from=2026-01-01"], await ViewsAsync(one));
        Assert.Empty(await ViewsAsync(other));

        var stranger = await other.DeleteAsync($"/api/v1/admin/views?place={Place}&name=Denied");
        Assert.Equal((HttpStatusCode.NotFound, "view_not_found"), (stranger.StatusCode, await stranger.CodeAsync()));
        Assert.Equal(2, (await ViewsAsync(one)).Count);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await one.DeleteAsync($"/api/v1/admin/views?place={Place}&name=Denied")).StatusCode);
        Assert.Equal(["By whom actor=1"], await ViewsAsync(one));
    }

    [Theory]
    [InlineData("/operations/audit", "a\r\nb", "view_unclear")]
    [InlineData("/operations/audit", "x\" onclick", "view_unclear")]
    [InlineData("//elsewhere.example", "a=1", "invalid_fields")]
    [InlineData("/operations/../account", "a=1", "invalid_fields")]
    [InlineData("/account", "a=1", "invalid_fields")]
    public async Task What_leads_elsewhere_is_no_view(string place, string query, string code)
    {
        using var one = desk.As(Guid.NewGuid(), Permission.ReadAudit);
        var answer = await one.PutAsJsonAsync("/api/v1/admin/views", new { place, name = "One", query });

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Empty(await ViewsAsync(one));
    }

    [Fact]
    public async Task Twenty_are_twenty_however_many_are_saved_at_once()
    {
        using var one = desk.As(Guid.NewGuid(), Permission.ReadAudit);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(at =>
            one.PutAsJsonAsync("/api/v1/admin/views", new { place = Place, name = $"View {at}", query = "a=1" })));

        Assert.Equal(20, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(20, (await ViewsAsync(one)).Count);
    }

    [Fact]
    public async Task Orders_and_stores_are_taken_along_as_files_row_by_row()
    {
        var store = await desk.OpenStoreAsync();
        await desk.BuyAsync(await desk.OfferAsync(store, units: 3));
        using var clerk = desk.As(Guid.NewGuid(), Permission.ManageOrders, Permission.ManageStores);

        var orders = (await clerk.GetStringAsync("/api/v1/admin/orders.csv")).Split("\r\n");
        Assert.Equal("number,status,store,total,currency,placed_at,id", orders[0]);
        Assert.Equal(
            (long)(await desk.SqlAsync("select count(*) from orders.store_order"))!, orders.Length - 2);
        var stores = (await clerk.GetStringAsync("/api/v1/admin/stores.csv?status=approved")).Split("\r\n");
        Assert.Equal("name,city,country,status,open,opened_at,slug,id", stores[0]);
        Assert.Equal(
            (long)(await desk.SqlAsync("select count(*) from stores.store where status = 'approved'"))!,
            stores.Length - 2);
    }

    static async Task PutAsync(HttpClient client, string name, string query) =>
        (await client.PutAsJsonAsync("/api/v1/admin/views", new { place = Place, name, query }))
        .EnsureSuccessStatusCode();

    static async Task<IReadOnlyList<string>> ViewsAsync(HttpClient client) =>
    [
        .. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/admin/views?place={Place}")).GetProperty("items")
            .EnumerateArray()
            .Select(view => $"{view.GetProperty("name").GetString()} {view.GetProperty("query").GetString()}"),
    ];
}
