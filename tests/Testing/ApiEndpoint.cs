using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Testing;

/// <summary>An endpoint as the running application has it.</summary>
public sealed partial record ApiEndpoint(
    string Method, string Route, AccessRule Rule, bool TakesJson, RouteEndpoint Endpoint)
{
    public string Listing =>
        $"{Method} {Route} {Rule.Permission ?? WordsOf(Rule.Who)}{(IsInPerson ? " in person" : "")}";

    /// <summary>Whether staff who use an account in its owner's place are refused.</summary>
    public bool IsInPerson => Endpoint.Metadata.GetMetadata<InPerson>() is not null;

    static string WordsOf(Audience who) =>
        who is Audience.AccountOrKey ? "account or key" : who.ToString().ToLowerInvariant();

    /// <summary>An address that matches the route and names nothing that exists.</summary>
    public string Address => AddressOf(Nothing);

    /// <summary>The same of a store that there is.</summary>
    public string AddressOf(Guid store) => AddressOf(name => name == "{store:guid}" ? store.ToString() : null);

    /// <summary>The same of whatever is known by what a part of the route is called, <c>{order:guid}</c>.</summary>
    public string AddressOf(Func<string, string?> known) => RouteParameter().Replace(Route, match =>
        known(match.Value) ?? match.Groups["kind"].Value switch
        {
            ":guid" => Nothing.ToString(),
            ":int" => "0",
            _ => "nothing-of-that-name",
        });

    /// <summary>What asks for it as its documentation shows it.</summary>
    public HttpRequestMessage Ask(string address, string? token)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), address);
        if (!Route.StartsWith("/api/", StringComparison.Ordinal)) message.Headers.Accept.ParseAdd("text/html");
        if (token is not null) message.Headers.Authorization = new("Bearer", token);
        message.Headers.Add("Idempotency-Key", $"{Guid.NewGuid():N}");
        if (TakenType is { } type)
            message.Content = new ByteArrayContent(Example is string text ? Encoding.UTF8.GetBytes(text) : [1])
            { Headers = { ContentType = new(type) } };
        else if (Example is { } body) message.Content = JsonContent.Create(body, options: Json.Options);
        else if (IsForm) message.Content = new FormUrlEncodedContent([]);
        return message;
    }

    /// <summary>A body as its documentation shows it; null where it takes none.</summary>
    public object? Example => Endpoint.Metadata.GetMetadata<BodyExample>()?.Body;

    /// <summary>What the bytes it takes may be; null where it takes none, or JSON.</summary>
    public string? TakenType => TakesJson || IsForm
        ? null
        : Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.FirstOrDefault();

    /// <summary>What a page's form is sent to.</summary>
    public bool IsForm => Method == "POST" && !Route.StartsWith("/api/", StringComparison.Ordinal);

    static readonly Guid Nothing = new("00000000-0000-7000-8000-000000000000");

    public static IReadOnlyList<ApiEndpoint> Of(FeriaHost host) =>
    [
        .. from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
           from method in methods
           let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           orderby route, method
           select new ApiEndpoint(
               method, route, endpoint.Metadata.GetMetadata<AccessRule>()!,
               endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") is true,
                   endpoint),
    ];

    [GeneratedRegex(@"\{\*{0,2}\w+(?<kind>:\w+)?[^}]*\}")]
    private static partial Regex RouteParameter();
}
