using System.Net;
using Feria.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Verify.Tests;

public sealed class VerifyNightlyTests(FeriaHost market) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Once_a_night_all_three_are_verified_and_what_was_found_is_kept()
    {
        var clock = new Clock { Now = new(2026, 3, 1, 2, 50, 0, TimeSpan.Zero) };
        var nightly = Nightly(clock);
        await nightly.RunAsync(default, default);
        Assert.Empty(await LastAsync());

        clock.Now = clock.Now.AddMinutes(10);
        await nightly.RunAsync(default, default);
        var last = await LastAsync();
        Assert.Equal(["audit", "copies", "references"], last.Select(one => one.Kind));
        Assert.All(last, one => Assert.Equal((0L, clock.Now.UtcDateTime), (one.Faults, one.StartedAt)));
        Assert.Equal(
            VerifyReferences.Claims.Count, last.Single(one => one.Kind == "references").Findings.GetArrayLength());
        Assert.Equal("search.index", last.Single(one => one.Kind == "copies").Findings.EnumerateArray()
            .Select(one => one.GetProperty("copy").GetString()).Single(name => name == "search.index"));

        // Twenty minutes later the hour still is the same, and it was done; a day later it is due again.
        clock.Now = clock.Now.AddMinutes(20);
        await nightly.RunAsync(default, default);
        Assert.Equal(last.Select(one => one.Id), (await LastAsync()).Select(one => one.Id));
        clock.Now = clock.Now.AddDays(1);
        await nightly.RunAsync(default, default);
        Assert.All(await LastAsync(), one => Assert.Equal(clock.Now.UtcDateTime, one.StartedAt));
    }

    [Fact]
    public async Task At_the_hour_that_never_comes_nothing_is_verified()
    {
        var before = (await LastAsync()).Select(one => one.Id);
        var clock = new Clock { Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        for (var hour = 0; hour < 24; hour++, clock.Now = clock.Now.AddHours(1))
            await Nightly(clock, hour: 24).RunAsync(default, default);
        Assert.Equal(before, (await LastAsync()).Select(one => one.Id));
    }

    [Fact]
    public async Task A_broken_claim_is_counted_and_kept()
    {
        await market.SqlAsync($"""
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{Id.New()}', 5)
            """);
        try
        {
            await Nightly(new Clock()).RunReferencesAsync(null, default);
            var kept = (await LastAsync()).Single(one => one.Kind == "references");
            Assert.Equal(3, kept.Faults);
            Assert.Equal(
                [
                    "inventory.stock.offer_id -> catalog.offer", "inventory.on-hand-is-its-movements",
                    "inventory.initial-and-adjustments-are-kept",
                ],
                kept.Findings.EnumerateArray().Where(one => one.GetProperty("broken").GetInt64() > 0)
                    .Select(one => one.GetProperty("claim").GetString()));
        }
        finally
        {
            await market.SqlAsync("delete from inventory.stock; delete from operations.verification");
        }
    }

    [Fact]
    public async Task Nobody_without_the_permission_sees_it()
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await market.Http.GetAsync("/api/v1/admin/verifications")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await market.Http.GetAsync("/api/v1/admin/process")).StatusCode);
    }

    VerifyNightly Nightly(TimeProvider clock, int hour = 3) => new(
        market.Database, market.Services.GetRequiredService<VerifyReferences>(),
        market.Services.GetRequiredService<VerifyCopies>(), market.Services.GetRequiredService<AuditDesk>(),
        new ConfigurationBuilder().AddInMemoryCollection([new("Feria:VerifyHour", $"{hour}")]).Build(), clock,
        NullLogger<VerifyNightly>.Instance);

    async Task<IReadOnlyList<Verifications.Verification>> LastAsync()
    {
        await using var session = await market.Database.ReadAsync();
        return await Verifications.ReadLastAsync(session);
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 5, 1, 3, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
