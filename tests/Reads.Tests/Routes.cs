using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>Every route that is read by GET, and an address of it that names something there is.</summary>
static class Routes
{
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
        ["{order:guid}"] = "select id from orders.store_order order by id limit 1",
        ["{reaction}"] = "select name from kernel.reaction order by name limit 1",
        ["{name}"] = "select 'nothing'",
        ["{drawing}"] = "select 'nothing'",
        ["{documentName}"] = "select 'v1'",
        ["{file:int:min(1):max(5000)}"] = "select 1",
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

    public static IEnumerable<(string Route, AccessRule Rule)> Of(FeriaHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") is true
        select ("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<AccessRule>()!);

    public static async Task<string> AddressAsync(FeriaHost host, string route)
    {
        var address = route + Queries.GetValueOrDefault(route);
        if (route.IndexOf('{') is var from and >= 0)
        {
            var parameter = route[from..(route.IndexOf('}') + 1)];
            var sql = Values.GetValueOrDefault(route) ?? Values.GetValueOrDefault(parameter);
            Assert.True(sql is not null, $"Say in Values what stands for the parameter of {route}.");
            address = address.Replace(parameter, $"{await host.SqlAsync(sql)}");
        }

        return address.Replace(
            "{product}", $"{await host.SqlAsync("select id from catalog.product order by id limit 1")}");
    }
}
