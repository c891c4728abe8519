using System.Text;
using System.Text.RegularExpressions;
using Feria.Storefront;
using Feria.Wide;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Feria.Launch;

/// <summary>A path of the API and the module that answers it.</summary>
/// <param name="Pattern">A regular expression over the whole path.</param>
/// <param name="Methods">Said only where another module answers other methods of the same path.</param>
sealed record ServicePath(string Service, string Pattern, IReadOnlyList<string> Methods);

/// <summary>Reads off the application's own endpoints who answers what, so that no list is kept by hand.</summary>
static class ServicePaths
{
    /// <summary>All paths, the more particular first, as routing chooses them.</summary>
    public static async Task<IReadOnlyList<ServicePath>> ReadAsync()
    {
        var folder = Directory.CreateTempSubdirectory("feria-");
        try
        {
            // Built and never started: it opens no connection.
            var keys = Path.Combine(folder.FullName, "keys.json");
            Vault.Create(keys);
            await using var app = Marketplace.Build([
                "--Feria:Postgres=Host=nowhere", $"--Feria:Keys={keys}", "--Feria:Roles=", "--Feria:Services=",
                $"--contentRoot={AppContext.BaseDirectory}"]);
            return Of(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static IReadOnlyList<ServicePath> Of(IEnumerable<Endpoint> endpoints)
    {
        var found = (
            from endpoint in endpoints.OfType<RouteEndpoint>()
            let service = endpoint.Metadata.GetMetadata<Served.Service>()
            where service is not null
            let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            select (endpoint.RoutePattern.InboundPrecedence, Pattern: PatternOf(endpoint.RoutePattern),
                Service: service.Name, Methods: methods)).ToList();
        return
        [
            .. from one in found
               group one by one.Pattern into path
               let isShared = path.Select(one => one.Service).Distinct().Count() > 1
               from service in path.GroupBy(one => one.Service)
               orderby path.Min(one => one.InboundPrecedence), path.Key, service.Key
               select new ServicePath(service.Key, path.Key,
                   isShared ? [.. service.SelectMany(one => one.Methods).Distinct().Order()] : []),
        ];
    }

    static string PatternOf(RoutePattern route)
    {
        var languages = string.Join('|', Words.Languages.Select(language => language.Code));
        var pattern = new StringBuilder($"^(/({languages}))?");
        foreach (var segment in route.PathSegments)
        {
            pattern.Append('/');
            foreach (var part in segment.Parts)
                pattern.Append(part switch
                {
                    RoutePatternLiteralPart literal => Regex.Escape(literal.Content),
                    RoutePatternParameterPart { IsCatchAll: true } => ".*",
                    RoutePatternParameterPart parameter => ValueOf(parameter),
                    _ => throw new InvalidOperationException($"No pattern for {part} of {route.RawText}."),
                });
        }

        return pattern.Append("/?$").ToString();
    }

    // Constraints tell apart what would otherwise be the same path.
    static string ValueOf(RoutePatternParameterPart parameter) =>
        parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault() switch
        {
            "guid" => "[{(]?[0-9a-f-]{32,36}[)}]?",
            "int" or "long" => "-?[0-9]+",
            _ => "[^/]+",
        };
}
