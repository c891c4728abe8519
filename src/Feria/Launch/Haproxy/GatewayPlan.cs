namespace Feria.Launch;

/// <summary>
/// What an installation's gateway listens on, where it sends what, and how much it lets one address do.
/// </summary>
sealed record GatewayPlan
{
    public required IReadOnlyList<Pool> Pools { get; init; }

    /// <summary>Addresses for plain HTTP, such as <c>:80</c>.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [":80"];

    /// <summary>Addresses for HTTPS; unused without <see cref="Certificate"/>.</summary>
    public IReadOnlyList<string> ListenTls { get; init; } = [":443"];

    /// <summary>A PEM file: certificate, chain and key.</summary>
    public string? Certificate { get; init; }

    /// <summary>Sends plain HTTP to HTTPS, and tells browsers to remember it.</summary>
    public bool Redirects { get; init; }

    /// <summary>Requests a second, over ten seconds, that one address may make.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>The socket an administrator drains servers by.</summary>
    public string Socket { get; init; } = "/run/haproxy/admin.sock";

    /// <summary>Where Prometheus reads the gateway's own numbers; nowhere when null.</summary>
    public string? Metrics { get; init; }

    /// <summary>Whom HAProxy becomes once it listens; who started it when null.</summary>
    public string? User { get; init; }

    public Pool Web => Pools.Single(pool => pool.Web);
    public Pool? Api => Pools.SingleOrDefault(pool => pool.Api);

    /// <summary>The pool that answers a service's API.</summary>
    public Pool Of(string service) => Pools.SingleOrDefault(pool => pool.Services.Contains(service)) ?? Api!;

    /// <summary>Throws where something would be served by nobody, or by two pools.</summary>
    public void Check(IEnumerable<ServicePath> paths)
    {
        if (Pools.Count(pool => pool.Web) != 1)
            throw new CannotLaunch("One pool, and only one, serves web: everything nobody else answers goes there.");
        if (Pools.Count(pool => pool.Api) > 1)
            throw new CannotLaunch("Only one pool can serve api: the services that no other pool names.");
        foreach (var service in paths.Select(path => path.Service).Distinct())
        {
            var named = Pools.Count(pool => pool.Services.Contains(service));
            if (named > 1) throw new CannotLaunch($"Two pools name the service {service}.");
            if (named == 0 && Api is null)
                throw new CannotLaunch($"No pool answers the service {service}: name it, or api, in one of them.");
        }

        if (Redirects && Certificate is null)
            throw new CannotLaunch("Sending visitors to HTTPS needs a certificate: --tls FILE.");
    }
}
