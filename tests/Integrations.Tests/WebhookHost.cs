using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Integrations.Tests;

/// <summary>The marketplace, receivers on an internet of the test's own, and a clock that can be put on.</summary>
public sealed class WebhookHost : DemoHost
{
    internal Receiver Receiver { get; } = new();

    internal Clock Clock { get; } = new();

    internal Sender Sender => Services.GetRequiredService<Sender>();

    protected override void Configure(WebApplicationBuilder builder) => builder.Services
        .AddSingleton(Receiver.Roads)
        .AddSingleton<TimeProvider>(Clock);

    protected override async Task PrepareAsync()
    {
        await Receiver.StartAsync();
        Sender.Rest = TimeSpan.FromMilliseconds(20);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until everything that happened was told, or waits for a later try.</summary>
    internal async Task ToldAsync()
    {
        await SettleAsync();
        for (var tries = 0; tries < 1500; tries++, await Task.Delay(20))
        {
            var isBusy = (bool)(await SqlAsync($"""
                select exists (
                    select from integrations.endpoint e
                    where is_on and removed_at is null and (leased_until is not null or exists (
                        select from integrations.delivery d
                        where d.endpoint_id = e.id and d.state = 'waiting' and d.due_at <= '{Clock.GetUtcNow():O}')))
                """))!;
            if (!isBusy) return;
        }

        Assert.Fail("Somebody is still to be told.");
    }

    /// <summary>All this module keeps of a store, as one text.</summary>
    internal async Task<string> KeptAsync(Guid store) => (string)(await SqlAsync($"""
        select concat_ws(' ',
            (select string_agg(k::text, ' ' order by id) from integrations.api_key k where store_id = '{store}'),
            (select string_agg(e::text, ' ' order by id) from integrations.endpoint e where store_id = '{store}'),
            (select string_agg(d::text, ' ' order by d.id) from integrations.delivery d
                join integrations.endpoint e on e.id = d.endpoint_id where e.store_id = '{store}'))
        """))!;

    /// <summary>What breaks what the module says of itself.</summary>
    internal async Task<IReadOnlyList<string>> BrokenAsync()
    {
        var broken = new List<string>();
        foreach (var claim in new IntegrationsModule().Claims)
        {
            await using var session = await Database.ReadAsync();
            // Where a test let time pass, it is later than PostgreSQL knows.
            var sql = claim.Sql.Replace("now()", $"'{Clock.GetUtcNow():O}'::timestamptz", StringComparison.Ordinal);
            broken.AddRange((await session.ListAsync<string>(sql)).Select(one => $"{claim.Name} {one}"));
        }

        return broken;
    }
}

/// <summary>The time it is, and as much more as a test lets pass.</summary>
sealed class Clock : TimeProvider
{
    TimeSpan passed;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + passed;

    public void Pass(TimeSpan time) => passed += time;

    /// <summary>Lets time pass until an instant.</summary>
    public void PassTo(DateTime instant)
    {
        var until = instant - GetUtcNow().UtcDateTime;
        if (until > TimeSpan.Zero) passed += until + TimeSpan.FromSeconds(1);
    }
}
