using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>Every route that is read by GET, and an address of it that names something there is.</summary>
static class Routes
{
    /// <summary>The store where those who look around work.</summary>
    const string Desk = "select id from stores.store order by id limit 1";

    /// <summary>What stands for a route's parameters, by the route or by the parameter's name in any.</summary>
    static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["/api/v1/categories/{slug}"] = "select slug from catalog.category order by number limit 1",
        ["/api/v1/stores/{slug}"] = "select slug from stores.store order by slug limit 1",
        ["/api/v1/stores/{slug}/products"] = "select slug from stores.store order by slug limit 1",
        ["/api/v1/flash-sales/{slug}"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}/checkout"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}/line"] = "select slug from flashsales.sale order by slug limit 1",
        ["/product/{slug}"] = "select slug from catalog.product order by id limit 1",
        ["/store/{slug}"] = "select slug from stores.store order by slug limit 1",
        ["{idOrSlug}"] = "select slug from catalog.product order by id limit 1",
        ["{product:guid}"] = "select id from catalog.product order by id limit 1",
        ["{category}"] = "select slug from catalog.category order by number limit 1",
        ["{offer:guid}"] = "select id from catalog.offer order by id limit 1",
        ["{sale:guid}"] = "select id from flashsales.sale order by slug limit 1",
        ["{checkout:guid}"] = "select id from orders.checkout order by id limit 1",
        ["{store:guid}"] = Desk,
        ["{order:guid}"] = $"select id from orders.store_order where store_id = ({Desk}) order by id limit 1",
        ["{reaction}"] = "select name from kernel.reaction order by name limit 1",
        ["{name}"] = "select 'nothing'",
        ["{drawing}"] = "select 'nothing'",
        ["{documentName}"] = "select 'v1'",
        ["{after:guid}"] = "select '00000000-0000-0000-0000-000000000000'",
    };

    /// <summary>What an address needs beside its route to be answered.</summary>
    static readonly IReadOnlyDictionary<string, string> Queries = new Dictionary<string, string>
    {
        ["/api/v1/products"] = "?q=lamp",
        ["/api/v1/suggestions"] = "?q=lam",
        ["/api/v1/admin/search/explain"] = "?q=lamp&product={product}",
        ["/search"] = "?q=lamp",
        ["/search/suggestions"] = "?q=lam",
    };

    const string Anything = "select to_json('019aa000-0000-7000-8000-000000000000'::uuid)";
    const string Reviewed = "select product_id from community.review group by 1 order by count(*) desc, 1 limit 1";

    /// <summary>
    /// Lists that grow, by each of their filters, and what names the row their last page comes after.
    /// </summary>
    static readonly IReadOnlyList<(string List, string Last)> Lists =
    [
        ("/api/v1/admin/payments?cursor=", "select to_json(id) from payments.payment order by id offset 2 limit 1"),
        ("/api/v1/admin/payments?status=captured&cursor=",
            "select to_json(id) from payments.payment where status = 'captured' order by id offset 2 limit 1"),
        ("/api/v1/admin/payments?status=failed&cursor=",
            "select to_json(id) from payments.payment order by id desc limit 1"),
        ("/api/v1/admin/flash-sales?cursor=", Anything),
        ("/api/v1/admin/stores?cursor=", Anything),
        ("/api/v1/admin/stores?status=approved&cursor=", Anything),
        ("/api/v1/admin/offers/{offer}/stock?cursor=", Anything),
        .. new[] { "", "state=parked&", "state=failing&", "state=running&", "state=waiting&" }.Select(state =>
            ($"/api/v1/admin/jobs?{state}cursor=",
                "select to_json(id) from kernel.job order by id desc offset 2 limit 1")),
        ("/api/v1/admin/reactions/{reaction}/parked?cursor=", """
            select json_build_object('visibleFrom', visible_from, 'seq', seq)
            from kernel.parked_event order by seq desc offset 2 limit 1
            """),
        ("/api/v1/orders?cursor=", """
            select to_json(min(id::text)) from orders.store_order
            where account_id = (
                select account_id from orders.store_order where account_id is not null
                group by account_id order by count(*) desc, account_id limit 1)
            """),
        .. new[] { "", "status=delivered&", "status=cancelled&" }.Select(status =>
            ($"/api/v1/store/{{desk}}/orders?{status}cursor=",
                $"select to_json(id) from orders.store_order where store_id = ({Desk}) order by id offset 2 limit 1")),
        ("/api/v1/store/{desk}/orders?status=to_do&cursor=",
            $"select to_json(id) from orders.store_order where store_id = ({Desk}) order by id desc limit 1"),
        ("/api/v1/me/sessions?cursor=", "select to_json(id) from accounts.session order by id offset 2 limit 1"),
        ("/api/v1/stores/{store}/products?cursor=", """
            select to_json(id) from catalog.offer
            where store_id = (select id from stores.store order by slug limit 1) order by id offset 2 limit 1
            """),
        ("/demo/mailbox?cursor=", "select to_json(id) from notifications.letter order by id offset 2 limit 1"),
        .. new[] { "", "rating=1&" }.Select(rating => ($"/api/v1/products/{{reviewed}}/reviews?{rating}cursor=", $"""
            select json_build_object('at', posted_at, 'id', id) from community.review
            where product_id = ({Reviewed}) order by posted_at, id offset 2 limit 1
            """)),
    ];

    /// <summary>Each such list near its end, where a page that is not sought is read through all others.</summary>
    public static async Task<IReadOnlyList<string>> LastPagesAsync(FeriaHost host)
    {
        var pages = new List<string>();
        foreach (var (list, last) in Lists)
        {
            var row = await host.SqlAsync(last);
            Assert.True(row is string, $"Nothing is in {list}");
            pages.Add(list
                .Replace("{offer}", $"{await host.SqlAsync(Values["{offer:guid}"])}")
                .Replace("{reaction}", $"{await host.SqlAsync(Values["{reaction}"])}")
                .Replace("{store}", $"{await host.SqlAsync(Values["/store/{slug}"])}")
                .Replace("{desk}", $"{await host.SqlAsync(Desk)}")
                .Replace("{reviewed}", $"{await host.SqlAsync(Reviewed)}")
                + Base64Url.EncodeToString(Encoding.UTF8.GetBytes((string)row!)));
        }

        return pages;
    }

    public static IEnumerable<(string Route, AccessRule Rule)> Of(FeriaHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") is true
        select ("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<AccessRule>()!);

    public static async Task<string> AddressAsync(FeriaHost host, string route)
    {
        var address = route + Queries.GetValueOrDefault(route);
        for (var from = 0; (from = route.IndexOf('{', from)) >= 0; from++)
        {
            var parameter = route[from..(route.IndexOf('}', from) + 1)];
            var sql = Values.GetValueOrDefault(route) ?? Values.GetValueOrDefault(parameter);
            Assert.True(sql is not null, $"Say in Values what stands for the parameter of {route}.");
            address = address.Replace(parameter, $"{await host.SqlAsync(sql)}");
        }

        return address.Replace(
            "{product}", $"{await host.SqlAsync("select id from catalog.product order by id limit 1")}");
    }
}
