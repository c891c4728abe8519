using Feria.Stores.Tests;
using Npgsql;

namespace Feria.Marketing.Tests;

/// <summary>
/// Fifty thousand people, a mail server that fails one in a hundred, and whoever sends killed in between.
/// </summary>
public sealed class SimulationTests(Fairground fair) : IClassFixture<Fairground>
{
    const int Many = 50_000;
    const int Cost = 3;

    // What is sent in one transaction.
    const int AtOnce = 250;

    [Fact]
    public async Task Nobody_is_written_twice_nor_against_their_wish_and_the_budget_is_right_to_the_cent()
    {
        // Every fourth wishes no such letters.
        var people = await fair.PeopleAsync(Many, place => place % 4 != 0);
        var specialist = await fair.SpecialistAsync();
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync("BR"), ("cost", Cost), ("budget", 10_000_00), ("holdOut", 10),
            ("variants", new[] { Running.Variant(60), Running.Variant(40) })));
        fair.Carrier.Refuses = letter => IsUnlucky(letter.Id);

        // All connections are killed while letters are on their way and others are being drawn.
        var taken = 0;
        fair.Carrier.Before = _ =>
        {
            if (Interlocked.Increment(ref taken) == 7_000) KillAsync().GetAwaiter().GetResult();
        };
        for (var rounds = 0; rounds < 100; rounds++)
        {
            await TryAsync(() => fair.Job<RunCampaigns>().RunAsync(default, default));
            await TryAsync(WaitAsync);
            // What was not taken is tried again a minute later: here at once. The pace of a minute has passed, too.
            await TryAsync(() => fair.SqlAsync($"""
                update notifications.mailing set due_at = now() where due_at > now();
                update kernel.job set due_at = now(), leased_until = null where kind = 'notifications.send-mailing';
                update marketing.campaign set paced_until = '2020-01-01' where id = '{campaign}'
                """));
            if (await fair.NumberAsync(
                $"select count(*) from marketing.campaign where id = '{campaign}' and status = 'finished'") == 1) break;
        }

        Assert.Equal("finished", (await specialist.FileAsync(campaign)).StatusOf());
        Assert.True(taken > 7_000);
        var wished = people.Where((_, place) => place % 4 != 0).ToHashSet();
        var written = fair.Carrier.Carried.Where(letter => letter.Unsubscribe is not null)
            .Select(letter => Guid.ParseExact(letter.To[..32], "N")).ToList();
        Assert.Equal(written.Count, written.Distinct().Count());
        Assert.All(written, account => Assert.Contains(account, wished));

        var arms = await fair.NumberAsync($"select count(*) from marketing.recipient where campaign_id = '{campaign}'");
        Assert.Equal(wished.Count, arms);
        var heldOut = await fair.NumberAsync(
            $"select count(*) from marketing.recipient where campaign_id = '{campaign}' and arm = 0");
        Assert.Empty(written.ToHashSet().Intersect(await fair.HeldOutAsync(campaign)));
        // A tenth of 37,500 with a deviation of 58.
        Assert.InRange(heldOut, 3_750 - 300, 3_750 + 300);

        var failed = await fair.NumberAsync(
            $"select count(*) from marketing.recipient where campaign_id = '{campaign}' and state = 'failed'");
        var sent = await fair.NumberAsync(
            $"select count(*) from marketing.recipient where campaign_id = '{campaign}' and state = 'sent'");
        Assert.Equal(wished.Count, heldOut + failed + sent);
        Assert.InRange(failed, 100, 700);
        // Where nobody knows whether a letter went, it did: at most what was on its way when the connection went.
        Assert.InRange(sent - written.Count, 0, 2 * AtOnce);
        Assert.Equal(sent * Cost, await fair.NumberAsync(
            $"select spent_minor from marketing.campaign where id = '{campaign}'"));
        Assert.Equal(0, await fair.NumberAsync("select count(*) from notifications.mailing"));
        foreach (var claim in Claims.All) Assert.Null(await fair.SqlAsync(claim.Sql + "\nlimit 1"));
    }

    Task KillAsync() => fair.SqlAsync("""
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """);

    async Task WaitAsync()
    {
        for (var until = DateTime.UtcNow.AddSeconds(3); DateTime.UtcNow < until; await Task.Delay(20))
            if (await fair.NumberAsync("select count(*) from notifications.mailing where due_at <= now()") == 0) return;
    }

    static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException)
        {
            // Whoever draws or looks was killed as well.
            NpgsqlConnection.ClearAllPools();
        }
    }

    // One in a hundred letters is never taken.
    static bool IsUnlucky(Guid letter) => letter.ToByteArray()[0] < 3 && letter.ToByteArray()[1] < 218;
}

static class HeldOut
{
    public static async Task<IReadOnlyList<Guid>> HeldOutAsync(this Fairground fair, Guid campaign) =>
        (Guid[])(await fair.SqlAsync($"""
            select array_agg(account_id) from marketing.recipient where campaign_id = '{campaign}' and arm = 0
            """))!;
}
