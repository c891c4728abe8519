using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations.Tests;

/// <summary>Lists of the back office as files: under the same permission and the same filters, page by page.</summary>
public sealed class SpreadsheetTests(Desk desk) : IClassFixture<Desk>
{
    // More than two of the lots a file is read in.
    const int Many = 4_100;

    public static TheoryData<string, string, string> Lists => new()
    {
        { "users", Permission.ManageUsers, "name,email,status,roles,created_at,id" },
        {
            "cases", Permission.Moderate,
            "kind,title,reason,reports,flags,appeal,handed_up,opened_at,taken,decided_at,outcome,thing,id"
        },
        { "returns", Permission.ManageOrders, "number,store,kind,reason,asked_at,id" },
        {
            "payouts", Permission.ManagePayments,
            "store,amount,currency,status,ending,made_at,settled_at,why,file,store_id,id"
        },
        {
            "disputes", Permission.ManagePayments,
            "opened_at,reason,status,amount,currency,due_by,sent_at,decided_at,payment,checkout,id"
        },
        {
            "incidents", Permission.ManageOperations,
            "kind,service,place,source,severity,state,count,first_at,last_at,opened_at,acknowledged_at,resolved_at,"
            + "by_itself,trace,former,id"
        },
        {
            "campaigns", Permission.ManageCampaigns,
            "name,kind,channel,status,drawn,sent,failed,spent,budget,currency,made_at,started_at,ended_at,id"
        },
        {
            "coupons", Permission.ManageCampaigns,
            "name,promotion,made,given,used,made_at,until,revoked_at,promotion_id,id"
        },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Who_may_read_a_list_takes_it_along_and_nobody_else(string list, string permission, string columns)
    {
        using var clerk = desk.As(Guid.NewGuid(), permission);
        using var other = desk.As(Guid.NewGuid(), Permission.ReadFigures);
        using var nobody = desk.AsGuest();
        var path = $"/api/v1/admin/{list}.csv";

        var file = await clerk.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(("text/csv", $"{list}.csv"), (
            file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName));
        Assert.StartsWith(columns + "\r\n", await file.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Thousands_of_incidents_come_once_each_in_the_order_of_their_list_and_as_they_are_narrowed_down()
    {
        // Of such as are not over by themselves.
        await desk.SqlAsync($"""
            insert into operations.incident (id, print, source, kind, service, place, severity, count, first_at,
                last_at, window_at, window_count, most_in_window, trace, messages, processes, opened_at)
            select ('019aa000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(),
                case when n % 2 = 0 then 'startup' else 'error' end, '=Kind(' || n || ')', 'search', 'Index, cold',
                case when n % 10 = 0 then 3 else 1 end, n, '2026-01-02T03:04:05Z', '2026-01-02T03:04:06.5Z',
                '2026-01-02T03:04:05Z', 1, 1, null, '[]', array['one'], '2026-01-02T03:04:05Z'
            from generate_series(1, {Many}) n
            """);
        using var clerk = desk.As(Guid.NewGuid(), Permission.ManageOperations);

        var all = await RowsAsync(clerk, "source=startup");
        var worst = await RowsAsync(clerk, "source=startup&severity=critical");

        Assert.Equal(
            Enumerable.Range(1, Many).Where(n => n % 2 == 0).Reverse().Select(n =>
                $"'=Kind({n}),search,\"Index, cold\",startup,{(n % 10 == 0 ? "critical" : "warning")},open,{n},"
                + "2026-01-02T03:04:05.0000000Z,2026-01-02T03:04:06.5000000Z,2026-01-02T03:04:05.0000000Z,,,no,,,"
                + $"019aa000-0000-7000-8000-{n:x12}"),
            all);
        Assert.Equal(all.Where(row => row.Contains(",critical,", StringComparison.Ordinal)), worst);
        Assert.Equal(Many / 10, worst.Count);
        Assert.Empty(await RowsAsync(clerk, "source=startup&state=resolved"));
        Assert.Equal(
            Many, (await RowsAsync(clerk, "")).Count(row => row.StartsWith("'=Kind(", StringComparison.Ordinal)));
        var wrong = await clerk.GetAsync("/api/v1/admin/incidents.csv?severity=awful");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_fields"), (wrong.StatusCode, await wrong.CodeAsync()));
        // The list says the same.
        var page = await clerk.GetFromJsonAsync<JsonElement>("/api/v1/admin/incidents?source=startup&limit=100");
        Assert.Equal(
            all.Take(100).Select(row => row.Split(',')[^1]),
            page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    static async Task<IReadOnlyList<string>> RowsAsync(HttpClient clerk, string filter) =>
        (await clerk.GetStringAsync("/api/v1/admin/incidents.csv?" + filter)).Split("\r\n")[1..^1];
}
