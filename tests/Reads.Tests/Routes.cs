using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>Every route that is read by GET, and an address of it that names something there is.</summary>
static partial class Routes
{
    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
    /// <summary>The store where those who look around work.</summary>
    const string Desk = "select id from stores.store order by id limit 1";

    const string Hook = $"select id from integrations.endpoint where store_id = ({Desk}) order by id limit 1";

    /// <summary>What stands for a route's parameters, by the route or by the parameter's name in any.</summary>
    static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["/api/v1/categories/{slug}"] = "select slug from catalog.category order by number limit 1",
        ["/api/v1/categories/{slug}/attributes"] = "select slug from catalog.category order by number limit 1",
        ["/api/v1/stores/{slug}"] = "select slug from stores.store order by slug limit 1",
        ["/api/v1/stores/{slug}/products"] = "select slug from stores.store order by slug limit 1",
        ["/api/v1/flash-sales/{slug}"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}/checkout"] = "select slug from flashsales.sale order by slug limit 1",
        ["/flash/{slug}/line"] = "select slug from flashsales.sale order by slug limit 1",
        ["/product/{slug}"] = "select slug from catalog.product order by id limit 1",
        ["/store/{slug}"] = "select slug from stores.store order by slug limit 1",
        ["/l/{slug}"] = "select 'nothing'",
        ["/api/v1/landing-pages/{slug}"] = "select 'nothing'",
        ["{idOrSlug}"] = "select slug from catalog.product order by id limit 1",
        ["{product:guid}"] = "select id from catalog.product order by id limit 1",
        ["{category:guid}"] = "select id from catalog.category order by number limit 1",
        ["{incident:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{curation:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{key}"] = "select 'orders.return-days'",
        ["{category}"] = "select slug from catalog.category order by number limit 1",
        // Of the first store, where a route names both.
        ["{offer:guid}"] = "select id from catalog.offer order by store_id, id limit 1",
        ["{sale:guid}"] = "select id from flashsales.sale order by slug limit 1",
        ["{checkout:guid}"] = "select id from orders.checkout order by id limit 1",
        ["/api/v1/store/{store:guid}/listings/{product:guid} {product:guid}"] = ProductOfStore,
        ["/sell/{store:guid}/listings/{product:guid} {product:guid}"] = ProductOfStore,
        ["/sell/{store:guid}/listings/offer/{slug} {slug}"] = "select slug from catalog.product order by id limit 1",
        ["{picture}"] = "select '00000000000000000000000000000000-10x10'",
        ["{size}"] = "select '10.webp'",
        ["/api/v1/store/{store:guid}/conversations/{order:guid} {order:guid}"] = OrderOfStore,
        ["/sell/{store:guid}/messages/{order:guid} {order:guid}"] = OrderOfStore,
        ["{method:guid}"] = $"select id from stores.delivery_method where store_id = ({Desk}) order by id limit 1",
        ["{sheet:guid}"] = $"select id from catalog.sheet where store_id = ({Desk}) order by id limit 1",
        ["{webhook:guid}"] = Hook,
        ["{delivery:guid}"] = $"select id from integrations.delivery where endpoint_id = ({Hook}) order by id limit 1",
        ["{case:guid}"] = "select id from trust.case_file where is_open order by rank_at, id limit 1",
        ["{kind}"] = "select 'product'",
        ["{thing}"] = "select id::text from catalog.product order by id limit 1",
        ["{store:guid}"] = Desk,
        ["{dispute:guid}"] = "select id from payments.dispute order by id limit 1",
        ["{file:guid}"] = "select id from payments.payout_file order by id limit 1",
        ["{order:guid}"] = $"select id from orders.store_order where store_id = ({Desk}) order by id limit 1",
        ["{id:guid}"] = $"select id from orders.return where store_id = ({Desk}) order by id limit 1",
        ["{list:guid}"] = "select id from orders.list where place = 0 order by id limit 1",
        ["{link}"] = "select link from orders.list where link is not null limit 1",
        ["{attachment:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{segment:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{campaign:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{sponsorship:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{banner:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{page:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{coupons:guid}"] = "select '019aa000-0000-7000-8000-000000000000'",
        ["{mark}"] = "select 'AAAAAAAAAAAAAAAAAAAAAA'",
        ["{user:guid}"] = "select id from accounts.account order by id limit 1",
        ["{role}"] = "select 'administrator'",
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
        ["/api/v1/admin/find"] = "?q=lamp",
        ["/api/v1/admin/views"] = "?place=/operations/audit",
        ["/operations/find"] = "?q=lamp",
        ["/search"] = "?q=lamp",
        ["/search/suggestions"] = "?q=lam",
    };

    const string OrderOfStore = """
        select id from orders.store_order
        where store_id = (select id from stores.store order by id limit 1) order by id limit 1
        """;
    const string ProductOfStore = $"""
        select v.product_id from catalog.offer o join catalog.variant v on v.id = o.variant_id
        where o.store_id = ({Desk}) and o.withdrawn_at is null order by o.id limit 1
        """;

    const string Anything = "select to_json('019aa000-0000-7000-8000-000000000000'::uuid)";
    const string Reviewed = "select product_id from community.review group by 1 order by count(*) desc, 1 limit 1";

    const string Talked = "select order_id from community.conversation order by last_number desc, 1 limit 1";
    const string Staffed = """
        select p.store_id from stores.staff p
        order by (select count(*) from community.review r where r.store_id = p.store_id) desc, 1 limit 1
        """;

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
        .. new[] { "", "status=paid&", "file=019aa000-0000-7000-8000-000000000000&" }.Select(wish =>
            ($"/api/v1/admin/payouts?{wish}cursor=", Anything)),
        ("/api/v1/admin/payout-files?cursor=", Anything),
        ("/api/v1/admin/disputes?cursor=", Anything),
        ("/api/v1/store/{desk}/statement?cursor=", Anything),
        ("/api/v1/store/{desk}/payouts?cursor=", Anything),
        ("/api/v1/store/{desk}/disputes?cursor=", Anything),
        ("/api/v1/admin/flash-sales?cursor=", Anything),
        .. new[]
        {
            "", "kind=product&", "reason=other&", "kind=product&reason=other&", "which=mine&", "which=appeals&",
            "which=handed_up&",
        }.Select(wish => ($"/api/v1/admin/cases?{wish}cursor=", """
            select json_build_object('at', rank_at, 'id', id) from trust.case_file
            where is_open order by rank_at desc, id desc offset 2 limit 1
            """)),
        ("/api/v1/admin/cases?which=decided&cursor=", """
            select json_build_object('at', decided_at, 'id', id) from trust.case_file
            where not is_open order by decided_at, id offset 2 limit 1
            """),
        ("/api/v1/me/decisions?cursor=", Anything),
        ("/api/v1/store/{desk}/decisions?cursor=", Anything),
        ("/api/v1/admin/segments?cursor=", Anything),
        ("/api/v1/admin/campaigns?cursor=", Anything),
        ("/api/v1/admin/coupons?cursor=", Anything),
        ("/api/v1/admin/stores?cursor=", Anything),
        ("/api/v1/admin/stores?status=approved&cursor=", Anything),
        ("/api/v1/admin/offers/{offer}/stock?cursor=", Anything),
        ("/api/v1/admin/stock-discrepancies?cursor=", Anything),
        ("/api/v1/store/{seller}/stock?cursor=", Anything),
        ("/api/v1/store/{desk}/listings?cursor=", Anything),
        ("/api/v1/store/{desk}/listings/{reviewed}/changes?cursor=", Anything),
        ("/api/v1/admin/products/{reviewed}/history?cursor=",
            "select json_build_object('change', gen_random_uuid(), 'decision', now())"),
        ("/api/v1/store/{desk}/keys?cursor=", $"""
            select to_json(id) from integrations.api_key where store_id = ({Desk}) order by id offset 2 limit 1
            """),
        .. new[] { "", "state=waiting&", "state=done&", "state=failed&" }.Select(state =>
            ($"/api/v1/store/{{desk}}/webhooks/{{hook}}/deliveries?{state}cursor=", $"""
                select to_json(id) from integrations.delivery where endpoint_id = ({Hook}) order by id offset 9 limit 1
                """)),
        ("/api/v1/store/{seller}/stock?low=true&cursor=", Anything),
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
        .. new[] { "", "status=open&", "status=ended&" }.Select(status =>
            ($"/api/v1/store/{{desk}}/returns?{status}cursor=",
                $"select to_json(id) from orders.return where store_id = ({Desk}) order by id offset 2 limit 1")),
        ("/api/v1/store/{desk}/returns?status=to_do&cursor=",
            $"select to_json(id) from orders.return where store_id = ({Desk}) order by id desc limit 1"),
        ("/api/v1/admin/returns?cursor=", "select to_json(id) from orders.return order by id offset 2 limit 1"),
        ("/api/v1/me/notices?cursor=", "select to_json(id) from notifications.notice order by id offset 2 limit 1"),
        ("/api/v1/me/sessions?cursor=", "select to_json(id) from accounts.session order by id offset 2 limit 1"),
        .. new[] { "", "status=active&", "status=pending&", "status=suspended&", "role=seller&", "role=administrator&" }
            .Select(filter => ($"/api/v1/admin/users?{filter}cursor=",
                "select to_json(id) from accounts.account order by id offset 2 limit 1")),
        ("/api/v1/admin/users?email=nobody%40example.com&cursor=",
            "select to_json(id) from accounts.account order by id desc limit 1"),
        ("/api/v1/stores/{store}/products?cursor=", """
            select to_json(id) from catalog.offer
            where store_id = (select id from stores.store order by slug limit 1) order by id offset 2 limit 1
            """),
        ("/demo/mailbox?cursor=", "select to_json(id) from notifications.letter order by id offset 2 limit 1"),
        .. new[] { "", "rating=1&", "sort=helpful&", "rating=1&sort=helpful&" }.Select(wish =>
            ($"/api/v1/products/{{reviewed}}/reviews?{wish}cursor=", $"""
            select json_build_object('at', posted_at, 'id', id, 'helpful', helpful) from community.review
            where product_id = ({Reviewed}) order by posted_at, id offset 2 limit 1
            """)),
        ("/api/v1/products/{reviewed}/questions?cursor=",
            "select json_build_object('isAnswered', true, 'at', now(), 'id', gen_random_uuid())"),
        ("/api/v1/orders/{talked}/messages?cursor=", "select to_json(3)"),
        ("/api/v1/store/{staffed}/conversations?cursor=",
            "select json_build_object('at', now(), 'id', gen_random_uuid())"),
        ("/api/v1/store/{staffed}/conversations?unread=true&cursor=",
            "select json_build_object('at', now(), 'id', gen_random_uuid())"),
        ("/api/v1/store/{staffed}/questions?cursor=",
            "select json_build_object('isAwaited', true, 'at', now(), 'id', gen_random_uuid())"),
        .. new[] { "", "unanswered=true&" }.Select(wish => ($"/api/v1/store/{{staffed}}/reviews?{wish}cursor=", """
            select json_build_object('at', posted_at, 'id', id) from community.review
            where store_id is not null order by posted_at, id offset 2 limit 1
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
                .Replace("{talked}", $"{await host.SqlAsync(Talked)}")
                .Replace("{staffed}", $"{await host.SqlAsync(Staffed)}")
                .Replace("{store}", $"{await host.SqlAsync(Values["/store/{slug}"])}")
                .Replace("{seller}", $"{await host.SqlAsync(Values["{store:guid}"])}")
                .Replace("{desk}", $"{await host.SqlAsync(Desk)}")
                .Replace("{hook}", $"{await host.SqlAsync(Hook)}")
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
        foreach (Match found in Parameter().Matches(route))
        {
            var parameter = found.Value;
            var sql = Values.GetValueOrDefault($"{route} {parameter}") ?? Values.GetValueOrDefault(route)
                ?? Values.GetValueOrDefault(parameter);
            Assert.True(sql is not null, $"Say in Values what stands for the parameter of {route}.");
            address = address.Replace(parameter, $"{await host.SqlAsync(sql)}");
        }

        return address.Replace(
            "{product}", $"{await host.SqlAsync("select id from catalog.product order by id limit 1")}");
    }
}
