using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Payments.Tests;

/// <summary>Balances are the same however much of the ledger is summed already.</summary>
public sealed class CloseLedgerTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    static readonly Guid Shop = Guid.Parse("0190a000-0000-7000-8000-00000000000a");

    [Fact]
    public async Task A_balance_is_the_sum_of_all_entries_before_during_and_after_they_are_closed()
    {
        await WriteAsync(700);
        Assert.Equal((700, -700), await BalanceAsync());

        await CloseUpToAsync(700);
        Assert.Equal((700, -700), await BalanceAsync());

        await WriteAsync(50);
        Assert.Equal((750, -750), await BalanceAsync());
        await CloseUpToAsync(750);
        await CloseAsync();
        Assert.Equal((750, -750), await BalanceAsync());
        Assert.Equal(750L, await SummedAsync());
        await HoldsAsync();

        // One that began first and writes last is not passed over by those that came and went meanwhile.
        await using (var slow = await host.Database.WriteAsync())
        {
            await slow.ExecuteAsync("select pg_current_xact_id()");
            await WriteAsync(5);
            await CloseAsync();
            Assert.Equal((755, -755), await BalanceAsync());
            Assert.Equal(750L, await SummedAsync());
            Ledger.Write(slow, Charge(1000));
            await slow.CommitAsync();
        }

        Assert.Equal((1755, -1755), await BalanceAsync());
        await CloseUpToAsync(1755);
        Assert.Equal((1755, -1755), await BalanceAsync());
        await HoldsAsync();
    }

    [Fact]
    public async Task Many_who_write_and_many_who_close_at_once_lose_nothing_and_count_nothing_twice()
    {
        await WriteAsync(1, "USD");
        var before = (await BalanceAsync("USD")).Gateway;
        using var done = new CancellationTokenSource();
        var closing = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await CloseAsync();
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var n = 0; n < 30; n++) await WriteAsync(10, "USD");
        })));
        await done.CancelAsync();
        await Task.WhenAll(closing);

        Assert.Equal(before + 1800, (await BalanceAsync("USD")).Gateway);
        await CloseUpToAsync(before + 1800, "USD");
        await HoldsAsync();
    }

    [Fact]
    public async Task What_the_gateway_told_two_months_ago_is_forgotten_and_nothing_younger()
    {
        await host.SqlAsync("""
            insert into payments.webhook (event_id, kind, gateway_id, received_at)
            select 'old-' || n, 'paid', 'g', now() - interval '61 days' from generate_series(1, 2500) n
            union all
            select 'young', 'paid', 'g', now() - interval '59 days'
            """);

        await RunAsync("payments.sweep-inbox");

        Assert.Equal("young", await host.SqlAsync("select string_agg(event_id, ',') from payments.webhook"));
    }

    Task CloseAsync() => RunAsync("payments.close-ledger");

    // A transaction open anywhere in the server, be it of another test's database, holds the sums back.
    async Task CloseUpToAsync(long sum, string currency = "BRL")
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < until; await Task.Delay(20))
        {
            await CloseAsync();
            if (await SummedAsync(currency) == sum) return;
        }

        Assert.Equal(sum, await SummedAsync(currency));
    }

    Task RunAsync(string job) =>
        host.Services.GetServices<Job>().Single(one => one.Name == job).RunAsync(default(JsonElement), default);

    async Task WriteAsync(long amount, string currency = "BRL")
    {
        await using var tx = await host.Database.WriteAsync();
        Ledger.Write(tx, Charge(amount, currency));
        await tx.CommitAsync();
    }

    static Journal Charge(long amount, string currency = "BRL") => new(
        "charge", Id.New(), null, currency, [new("gateway", Guid.Empty, amount), new("store", Shop, -amount)]);

    async Task<(long Gateway, long Store)> BalanceAsync(string currency = "BRL")
    {
        var accounts = (await GetLedger.Handle(host.Database, default)).Value!.Accounts
            .Where(account => account.Balance.Currency == currency)
            .ToDictionary(account => account.Name, account => account.Balance.Amount);
        return (accounts["gateway"], accounts["store"]);
    }

    async Task<long> SummedAsync(string currency = "BRL") => (long)(await host.SqlAsync($"""
        select coalesce(sum(sum_minor), 0)::bigint
        from payments.ledger_sum
        where account = 'gateway' and currency = '{currency}'
        """))!;

    async Task HoldsAsync()
    {
        var claim = Claims.All.Single(one => one.Name == "payments.sums-are-the-entries");
        Assert.IsType<DBNull>(await host.SqlAsync($"select string_agg(offender, ', ') from ({claim.Sql}) c"));
    }
}
