using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Feria.Rules.Tests;

/// <summary>
/// Every endpoint × every role. access.txt is the matrix: an endpoint it does not list fails the build.
/// </summary>
public sealed class AccessMatrixTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    [Fact]
    public void Every_endpoint_is_listed_with_who_may_call_it()
    {
        var actual = ApiEndpoint.Of(host).Select(endpoint => endpoint.Listing).Distinct();
        var approved = Path.Combine(Tree.Root, "tests/Rules.Tests/access.txt");
        var text = string.Join('\n', actual) + "\n";
        if (File.ReadAllText(approved) == text) return;
        File.WriteAllText(Path.ChangeExtension(approved, ".received.txt"), text);
        Assert.Fail("Endpoints are not as access.txt lists them: look at access.received.txt, approve what is right.");
    }

    [Fact]
    public async Task Nobody_signed_out_passes_where_an_account_is_needed()
    {
        foreach (var endpoint in ApiEndpoint.Of(host).Where(endpoint => endpoint.Rule.Who is not Audience.Anyone))
            Assert.Equal(Unauthorised(endpoint), await StatusAsync(endpoint, null));
    }

    [Theory]
    [InlineData("buyer")]
    [InlineData("seller")]
    [InlineData("administrator")]
    [InlineData("platform_manager")]
    [InlineData("moderator")]
    [InlineData("dba")]
    [InlineData("bi_analyst")]
    [InlineData("marketing_specialist")]
    public async Task A_role_passes_exactly_where_it_holds_the_permission(string role)
    {
        var token = await host.TokenOfAsync(role);
        var held = await host.PermissionsOfAsync(role);
        var (before, denied) = (await Contents.OfAsync(host), await host.DeniedAsync());
        foreach (var endpoint in ApiEndpoint.Of(host)
            .Where(endpoint => !Passes(endpoint.Rule, held)))
        {
            Assert.Equal((endpoint.Listing, HttpStatusCode.Forbidden),
                (endpoint.Listing, await StatusAsync(endpoint, token)));
            // One line each, and nothing else.
            Assert.Equal((endpoint.Listing, ++denied), (endpoint.Listing, await host.DeniedAsync()));
        }

        Assert.Equal(before, await Contents.OfAsync(host));

        foreach (var endpoint in ApiEndpoint.Of(host)
            .Where(endpoint => endpoint.Rule.Who is Audience.Permission or Audience.Staff)
            .Where(endpoint => Passes(endpoint.Rule, held)))
            Assert.NotEqual((endpoint.Listing, HttpStatusCode.Forbidden),
                (endpoint.Listing, await StatusAsync(endpoint, token)));
    }

    static bool Passes(AccessRule rule, IReadOnlySet<string> held) => rule.Who switch
    {
        Audience.Permission => held.Contains(rule.Permission!),
        Audience.Staff => held.Count > 0,
        _ => true,
    };

    [Fact]
    public async Task A_key_passes_where_keys_may_and_nowhere_else_and_sees_no_store_but_its_own()
    {
        var token = await host.MakeKeyAsync();
        var before = await Contents.OfAsync(host);
        foreach (var endpoint in ApiEndpoint.Of(host).Where(endpoint => endpoint.Rule.Who is not Audience.Anyone))
        {
            var status = await StatusAsync(endpoint, token);
            if (endpoint.Rule.Who is not Audience.AccountOrKey)
                Assert.Equal((endpoint.Listing, Unauthorised(endpoint)), (endpoint.Listing, status));
            else
                Assert.True(
                    status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
                        or HttpStatusCode.UnsupportedMediaType, $"{endpoint.Listing}: {(int)status}");
        }

        Assert.Equal(before, await Contents.OfAsync(host));
    }

    [Fact]
    public async Task Who_uses_an_account_in_its_owners_place_opens_nothing_that_needs_the_person_or_a_permission()
    {
        var token = await host.ActAsync();
        await host.SettleAsync();
        var (before, denied) = (await Contents.OfAsync(host), await host.DeniedAsync());
        var closed = ApiEndpoint.Of(host).Where(endpoint => endpoint.IsInPerson || endpoint.Rule.IsStaffs).ToList();
        Assert.True(closed.Count > 100);
        foreach (var endpoint in closed)
            Assert.Equal((endpoint.Listing, HttpStatusCode.Forbidden),
                (endpoint.Listing, await StatusAsync(endpoint, token)));

        Assert.Equal(denied + closed.Count, await host.DeniedAsync());
        Assert.Equal(before, await Contents.OfAsync(host));
    }

    [Fact]
    public async Task Who_works_in_one_store_finds_no_other_behind_any_route()
    {
        await host.OpenStoreAsync("seller");
        var other = await host.OpenStoreAsync("buyer");
        await host.SettleAsync();
        var token = await host.TokenOfAsync("seller");
        var before = await Contents.OfAsync(host);
        var desks = ApiEndpoint.Of(host).Where(endpoint => endpoint.Route.Contains("{store:guid}")
            && endpoint.Rule.Permission is null).ToList();
        Assert.True(desks.Count > 100);
        var answered = new List<string>();
        foreach (var endpoint in desks)
        {
            // What some removals ask for.
            using var message = endpoint.Ask(endpoint.AddressOf(other) + "?version=1", token);
            using var answer = await host.Http.SendAsync(message);
            // A form without its fields is not looked at further.
            if (answer.StatusCode != HttpStatusCode.NotFound
                && !(endpoint.IsForm && answer.StatusCode == HttpStatusCode.BadRequest))
                answered.Add($"{endpoint.Listing}: {(int)answer.StatusCode}");
        }

        Assert.Equal("", string.Join('\n', answered));
        Assert.Equal(before, await Contents.OfAsync(host));
    }

    [Fact]
    public void Keys_may_only_what_is_of_one_store() => Assert.All(
        ApiEndpoint.Of(host).Where(endpoint => endpoint.Rule.Who is Audience.AccountOrKey),
        endpoint => Assert.StartsWith("/api/v1/store/{store:guid}", endpoint.Route));

    // A page sends somebody signed out to the sign-in page; the API says so.
    static HttpStatusCode Unauthorised(ApiEndpoint endpoint) =>
        endpoint.Route.StartsWith("/api/", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized
            : HttpStatusCode.SeeOther;

    async Task<HttpStatusCode> StatusAsync(ApiEndpoint endpoint, string? token)
    {
        using var message = MessageOf(endpoint, token, endpoint.Address);
        using var answer = await host.Http.SendAsync(message);
        return answer.StatusCode;
    }

    static HttpRequestMessage MessageOf(ApiEndpoint endpoint, string? token, string address)
    {
        var message = new HttpRequestMessage(new HttpMethod(endpoint.Method), address);
        if (!endpoint.Route.StartsWith("/api/", StringComparison.Ordinal)) message.Headers.Accept.ParseAdd("text/html");
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return message;
    }
}
