using System.Net;
using System.Net.Http.Headers;

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
    [InlineData("dba")]
    [InlineData("bi_analyst")]
    [InlineData("marketing_specialist")]
    public async Task A_role_passes_exactly_where_it_holds_the_permission(string role)
    {
        var token = await host.TokenOfAsync(role);
        var held = await host.PermissionsOfAsync(role);
        var before = await host.ContentsAsync();
        foreach (var endpoint in ApiEndpoint.Of(host)
            .Where(endpoint => endpoint.Rule.Permission is { } needed && !held.Contains(needed)))
            Assert.Equal((endpoint.Listing, HttpStatusCode.Forbidden),
                (endpoint.Listing, await StatusAsync(endpoint, token)));
        Assert.Equal(before, await host.ContentsAsync());

        foreach (var endpoint in ApiEndpoint.Of(host)
            .Where(endpoint => endpoint.Rule.Permission is { } needed && held.Contains(needed)))
            Assert.NotEqual((endpoint.Listing, HttpStatusCode.Forbidden),
                (endpoint.Listing, await StatusAsync(endpoint, token)));
    }

    [Fact]
    public async Task A_key_passes_where_keys_may_and_nowhere_else_and_sees_no_store_but_its_own()
    {
        var token = await host.MakeKeyAsync();
        var before = await host.ContentsAsync();
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

        Assert.Equal(before, await host.ContentsAsync());
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
        using var message = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Address);
        if (!endpoint.Route.StartsWith("/api/", StringComparison.Ordinal)) message.Headers.Accept.ParseAdd("text/html");
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Http.SendAsync(message);
        return answer.StatusCode;
    }
}
