using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Runtime.ExceptionServices;
using Feria.Contracts;
using Feria.Launch;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Feria.Orders.Tests;

/// <summary>
/// A market that is served by two hosts over one database, so that batches of one meet batches of the other, with a
/// payment gateway that is a process of its own behind a proxy.
/// </summary>
public sealed class Crowd : GatewayMarket
{
    readonly Twin twin = new();
    readonly ConcurrentBag<string> conflicts = [];

    /// <summary>Whoever asks takes either door.</summary>
    public IReadOnlyList<GatewayMarket> Doors => [this, twin];

    /// <summary>Each deadlock and serialization failure of this process, whoever was told of it.</summary>
    public IReadOnlyCollection<string> Conflicts => conflicts;

    public Task<object?> DeadlocksAsync() =>
        SqlAsync("select deadlocks from pg_stat_database where datname = current_database()");

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        (twin.SharedDatabase, twin.SharedAccounts) = (ConnectionString, Accounts);
        await twin.InitializeAsync();
        AppDomain.CurrentDomain.FirstChanceException += Hear;
    }

    public override async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Hear;
        await twin.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    void Hear(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is PostgresException
            {
                SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
            } conflict)
            conflicts.Add($"{conflict.SqlState} {conflict.Where} {conflict.StackTrace}");
    }

    sealed class Twin : GatewayMarket
    {
        public string SharedDatabase { get; set; } = "";

        protected override Task<string> OpenDatabaseAsync() => Task.FromResult(SharedDatabase);
    }
}

/// <summary>A market with a payment gateway that is a process of its own, reached through a proxy.</summary>
public class GatewayMarket : Market
{
    readonly int port = FreePort.Any();
    FaultProxy? proxy;
    Sandbox? sandbox;

    public FaultProxy Gateway => proxy ??= FaultProxy.To("127.0.0.1", port);

    internal HandAccounts Accounts => SharedAccounts ??= new();

    internal HandAccounts? SharedAccounts { get; set; }

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Gateway:Url"] = $"http://127.0.0.1:{Gateway.Port}",
        ["Feria:Gateway:ApiKey"] = Sandbox.ApiKey,
        ["Feria:Gateway:WebhookSecret"] = Sandbox.WebhookSecret,
    };

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IAccountBook>(_ => Accounts));
    }

    protected override async Task PrepareAsync() =>
        sandbox = await Sandbox.StartAsync(port, new Uri(Address, "/api/v1/webhooks/gateway").ToString());

    public override async ValueTask DisposeAsync()
    {
        proxy?.Set(Fault.None);
        await base.DisposeAsync();
        if (proxy is not null) await proxy.DisposeAsync();
        if (sandbox is not null) await sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A flash sale without a line: whoever is quickest.</summary>
    public async Task<Guid> FlashSaleAsync(Guid offer, int units)
    {
        var sale = Id.New();
        using var manager = As(Id.New(), Permission.ManageFlashSales);
        var put = await manager.PutAsJsonAsync($"/api/v1/admin/flash-sales/{sale}", new
        {
            slug = $"drop-{sale}", name = "The drop", offer, units, price = 500, currency = "BRL", perBuyer = 5,
            audience = "anyone", hasLine = false, opensAt = DateTime.UtcNow.AddHours(1),
            startsAt = DateTime.UtcNow.AddHours(2), endsAt = DateTime.UtcNow.AddHours(3), turnSeconds = 3600,
            paySeconds = 600,
        });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        await SqlAsync($"update flashsales.sale set opens_at = now(), starts_at = now() where id = '{sale}'");
        return sale;
    }
}
