using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Feria.Wide;
using Npgsql;

namespace Feria.Telemetry;

/// <summary>
/// Three addresses for machines: <c>/healthz</c> (the process lives), <c>/readyz</c> (it can serve, if only reads),
/// <c>/metrics</c> (its numbers, for the local network or whoever knows <c>Feria:MetricsToken</c>).
/// </summary>
public static class Health
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton(_ => new Prometheus(Prometheus.Meters))
        .AddSingleton<Backlog>();

    public static void MapHealth(this WebApplication app)
    {
        // Listening begins now: numbers from before the first scrape count too.
        app.Services.GetRequiredService<Prometheus>();
        var machines = app.MapGroup("").WithMetadata(new ForMachines()).AllowAnyone().ExcludeFromDescription();
        machines.MapGet("/healthz", () => TypedResults.Ok(new Word("ok")));
        machines.MapGet("/readyz", ReadyAsync);
        machines.MapGet("/metrics", MetricsAsync);
    }

    sealed record Word(string Status);

    static async Task<IResult> ReadyAsync(Database database, Draining draining, CancellationToken stop)
    {
        if (draining.HasBegun) return KernelRefusals.Draining.AsProblem();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            await using var session = await database.ReadAsync(patience.Token);
            await session.OneAsync<int>(PingSql);
            return TypedResults.Ok(new Word(database.Nodes.Primary is null ? "reading only" : "ready"));
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return KernelRefusals.Unavailable.AsProblem();
        }
    }

    static async Task<IResult> MetricsAsync(
        HttpContext context, Prometheus prometheus, Backlog backlog, IConfiguration settings)
    {
        if (!MayRead(context, settings["Feria:MetricsToken"])) return KernelRefusals.NotFound.AsProblem();
        await backlog.LookAsync(context.RequestAborted);
        return TypedResults.Text(prometheus.Page(), Prometheus.ContentType);
    }

    // A proxy's own address is local, so what it forwards is not.
    static bool MayRead(HttpContext context, string? token) => token is { Length: > 0 }
        ? CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()),
            Encoding.UTF8.GetBytes($"Bearer {token}"))
        : !Forwarded.IsForwarded(context.Request) && IsLocal(context.Connection.RemoteIpAddress);

    static bool IsLocal(IPAddress? address)
    {
        if (address is null) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal) return true;
        return address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..];
    }

    const string PingSql = """
        -- feria.health.ping
        select 1
        """;
}
