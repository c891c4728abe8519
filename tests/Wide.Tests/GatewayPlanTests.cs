namespace Feria.Wide.Tests;

public sealed class GatewayPlanTests
{
    [Fact]
    public async Task Every_path_of_the_API_is_sent_to_the_pool_of_its_module()
    {
        var paths = await ServicePaths.ReadAsync();

        string Answering(string path) => paths
            .First(one => System.Text.RegularExpressions.Regex.IsMatch(
                path, one.Pattern, System.Text.RegularExpressions.RegexOptions.IgnoreCase))
            .Service;
        Assert.Equal("search", Answering("/api/v1/products"));
        Assert.Equal("search", Answering("/es/api/v1/products/"));
        Assert.Equal("catalog", Answering("/api/v1/products/lamp-2"));
        Assert.Equal("community", Answering("/api/v1/products/01934567-8901-7234-8567-890123456789/reviews"));
        Assert.Equal("recommendations", Answering("/api/v1/stores/casa/products"));
        Assert.Equal("stores", Answering("/api/v1/stores/casa"));
        Assert.Equal("accounts", Answering("/api/v1/sessions/current"));
        Assert.Equal("payments", Answering("/api/v1/webhooks/gateway"));
        // Nobody else answers other methods of a path, so far.
        Assert.All(paths, path => Assert.Empty(path.Methods));
    }

    [Fact]
    public void A_pool_says_what_it_serves_and_where()
    {
        var pool = Pool.Read("catalog, search@10.0.0.1:8080,[::1]:8080,shop.local:80");

        Assert.Equal("catalog-search", pool.Name);
        Assert.Equal(["catalog", "search"], pool.Services);
        Assert.Equal(["10.0.0.1:8080", "[::1]:8080", "shop.local:80"], pool.Addresses);
        Assert.False(pool.Web || pool.Api);
    }

    [Theory]
    [InlineData("web", "A pool is what it serves")]
    [InlineData("worker@10.0.0.1:80", "There is no role or service 'worker'")]
    [InlineData("web@10.0.0.1", "is no host and port")]
    [InlineData("web@10.0.0.1:0", "is no host and port")]
    [InlineData("web@a b:80", "is no host and port")]
    [InlineData("web@x:80\n    user root", "is no host and port")]
    public void A_pool_that_cannot_be_is_told(string text, string told) =>
        Assert.Contains(told, Assert.Throws<CannotLaunch>(() => Pool.Read(text)).Message);

    [Theory]
    [InlineData("api@a:80", "serves web")]
    [InlineData("web@a:80 web,api@b:80", "serves web")]
    [InlineData("web@a:80", "No pool answers the service")]
    [InlineData("web@a:80 api@a:80 api,search@a:80", "Only one pool can serve api")]
    [InlineData("web,api@a:80 search@b:80 search,catalog@c:80", "Two pools name the service search")]
    public async Task What_nobody_or_two_would_serve_is_told(string pools, string told)
    {
        var plan = new GatewayPlan { Pools = [.. pools.Split(' ').Select(Pool.Read)] };
        var paths = await ServicePaths.ReadAsync();

        Assert.Contains(told, Assert.Throws<CannotLaunch>(() => HaproxyFile.Write(plan, paths)).Message);
    }

    [Theory]
    [InlineData("web,api@10.0.0.1:8080,10.0.0.2:8080", false, false)]
    [InlineData("web,api@10.0.0.1:8080 catalog,search@no-such-host.invalid:8080", true, false)]
    [InlineData("web@10.0.0.1:8080 api@10.0.0.2:8080 orders,payments@10.0.0.3:8080,[2001:db8::1]:80", true, true)]
    [InlineData("web@a.invalid:80 accounts,stores,media,catalog,inventory,flashsales,orders@b.invalid:80 "
        + "payments,community,recommendations,insights,integrations,marketing,trust,notifications,search,operations"
        + "@c.invalid:80",
        true, true)]
    public async Task What_is_written_is_valid_for_HAProxy(string pools, bool encrypted, bool redirects)
    {
        var haproxy = HaproxyHere.Program();
        using var folder = new TemporaryFolder();
        var plan = new GatewayPlan
        {
            Pools = [.. pools.Split(' ').Select(Pool.Read)],
            Certificate = encrypted ? SelfSigned.FileOf(folder.Checkout) : null,
            Redirects = redirects,
            Metrics = redirects ? "127.0.0.1:9101" : null,
            Socket = Path.Combine(folder.Path, "admin.sock"),
        };
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(file, HaproxyFile.Write(plan, await ServicePaths.ReadAsync()));

        var checkedBy = await Outside.TryAsync(haproxy, "-c", "-f", file);

        Assert.True(checkedBy.Code == 0, checkedBy.Said);
        // A name that is not known yet is looked for again later; nothing else is worth a warning.
        Assert.DoesNotContain(
            checkedBy.Said.Split('\n'), line => line.Contains("WARNING") && !line.Contains("resolve"));
    }

    [Fact]
    public void The_certificate_is_made_once_and_read_by_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var file = SelfSigned.FileOf(folder.Checkout);
        var made = File.ReadAllText(file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(made, File.ReadAllText(SelfSigned.FileOf(folder.Checkout)));
        Assert.Contains("BEGIN CERTIFICATE", made);
        Assert.Contains("BEGIN PRIVATE KEY", made);
    }
}
