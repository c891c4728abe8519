using System.Net;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Feria.Wide;

/// <summary>
/// How often one caller may ask one endpoint, counted over all processes together. A signed-in caller is counted by
/// the account, a program by its key. Anybody else can call themselves anew each time, so a guest is counted by the
/// cart's token and, ten times as generously, by the network; who has no token, by the network.
/// </summary>
sealed class Allowances(SharedStore store, Database database, double scale)
{
    const int GuestsPerNetwork = 10;

    static readonly Allowance Reads = new(perSecond: 50, burst: 200);
    static readonly Allowance Writes = new(perSecond: 10, burst: 60);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly ConditionalWeakTable<Endpoint, Limits> limits = [];
    readonly Lock gate = new();
    Task asking = Task.CompletedTask;
    volatile bool isUnanswered;

    sealed record Limits(string Name, Allowance Caller, Allowance Network);

    /// <summary>Null where it may ask; else how long to wait.</summary>
    public async ValueTask<Refusal?> RefuseAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint) return null;
        if (endpoint.Metadata.GetMetadata<ForMachines>() is not null) return null;
        var allowed = limits.GetValue(endpoint, LimitsOf);
        var caller = Caller.Of(context);
        if (caller.Account is { } account)
            return RefusalOf(await TakeAsync($"{allowed.Name} account {account:N}", allowed.Caller));

        if (caller.Key is { } key)
            return RefusalOf(await TakeAsync($"{allowed.Name} key {key.Id:N}", allowed.Caller));

        var network = NetworkOf(context.Connection.RemoteIpAddress);
        if (caller.Guest is not { } guest)
            return network is null
                ? null
                : RefusalOf(await TakeAsync($"{allowed.Name} nobody {network}", allowed.Caller));

        var mine = TakeAsync($"{allowed.Name} guest {Convert.ToHexStringLower(guest)}", allowed.Caller);
        var all = network is null
            ? ValueTask.FromResult(new Taken(true, default))
            : TakeAsync($"{allowed.Name} guests {network}", allowed.Network);
        var (guestTook, networkTook) = (await mine, await all);
        return RefusalOf(guestTook) ?? RefusalOf(networkTook);
    }

    async ValueTask<Taken> TakeAsync(string key, Allowance allowance) => await store.TakeAsync(
        store is InProcessStore ? key : $"{database.Installation ?? await InstallationAsync()} {key}", allowance);

    // Several installations may share a store. One question serves all who come meanwhile. With the database away since
    // this process began nobody knows which installation it is, and only the first wait for that, and not for long.
    async ValueTask<string> InstallationAsync()
    {
        Task mine;
        lock (gate)
        {
            if (asking.IsCompleted)
                using (ExecutionContext.SuppressFlow())
                    asking = Task.Run(AskAsync);
            mine = asking;
        }

        if (!isUnanswered && await Task.WhenAny(mine, Task.Delay(Patience)) != mine) isUnanswered = true;
        return database.Installation ?? "unknown";
    }

    async Task AskAsync()
    {
        try
        {
            await using var session = await database.ReadAsync();
            await database.InstallationAsync(session);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            isUnanswered = true;
        }
    }

    Limits LimitsOf(Endpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var isRead = methods.Any(method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
        var allowance = endpoint.Metadata.GetMetadata<Allowance>() ?? (isRead ? Reads : Writes);
        return new(
            $"{string.Join(',', methods)} {((RouteEndpoint)endpoint).RoutePattern.RawText}",
            Times(allowance, 1), Times(allowance, GuestsPerNetwork));
    }

    Allowance Times(Allowance allowance, int times) => new(
        Math.Min(1_000_000, allowance.PerSecond * times * scale),
        Math.Clamp((int)Math.Min(1_000_000, allowance.Burst * times * scale), 1, 1_000_000));

    static Refusal? RefusalOf(Taken taken) => taken.IsTaken
        ? null
        : KernelRefusals.TooManyRequests with { RetryAfter = Math.Max(1, (int)Math.Ceiling(taken.Wait.TotalSeconds)) };

    // This machine's own address is a proxy's that was not named, or a person's at its keyboard: it is nobody's.
    static string? NetworkOf(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            ? null
            : Network.Of(address);
}

static class AllowanceServices
{
    /// <summary>Refuses, with 429 and how long to wait, what is more than the caller's allowance.</summary>
    public static void UseAllowances(this WebApplication app, double scale)
    {
        if (scale == 0) return;
        var allowances = new Allowances(
            app.Services.GetRequiredService<SharedStore>(), app.Services.GetRequiredService<Database>(), scale);
        app.Use(async (context, next) =>
        {
            if (await allowances.RefuseAsync(context) is { } refusal) await refusal.AsProblem().ExecuteAsync(context);
            else await next(context);
        });
    }
}
