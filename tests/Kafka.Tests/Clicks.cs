namespace Feria.Kafka.Tests;

/// <summary>Searches of visitors that somebody outside sends all the while, and processes that take them in.</summary>
sealed class Clicks : IDisposable
{
    // At a pace that the mock can keep while nobody takes them.
    const int AtOnce = 20;
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    readonly TestDatabase database;
    readonly Sending sending;
    readonly Dictionary<string, string> environment;
    Task saying = Task.CompletedTask;
    volatile bool isEnough;
    int sent;

    public Clicks(TestDatabase database, KafkaSettings settings)
    {
        (this.database, sending) = (database, new(settings));
        var keys = Path.Combine(Directory.CreateTempSubdirectory("feria-clicks-").FullName, "keys.json");
        Vault.Create(keys);
        environment = new()
        {
            ["Feria__Postgres"] = database.ConnectionString + ";Maximum Pool Size=20",
            ["Feria__Keys"] = keys,
            ["Feria__Kafka"] = $"kafka://{settings.Brokers}/{settings.Prefix}",
            ["urls"] = "http://127.0.0.1:0",
        };
    }

    public Launched Serve() => new(TestCluster.Root, environment, "serve");

    public void Begin() => saying = SayAsync();

    async Task SayAsync()
    {
        for (; !isEnough; sent += AtOnce, await Task.Delay(Between))
            await Task.WhenAll(Enumerable.Range(sent, AtOnce).Select(number => sending.SendAsync(
                "clicks", $"{number % 40}",
                new { at = DateTimeOffset.UtcNow, kind = "search", query = $"search {number}" })));
    }

    /// <summary>Waits until a hundred more are taken in.</summary>
    public async Task MoreTakenAsync()
    {
        var enough = await TakenAsync() + 100;
        await Launched.UntilAsync(async () => await TakenAsync() > enough, "Nothing is taken in.");
    }

    /// <summary>
    /// Waits until all are taken in that were sent up to a moment from now, so some of each partition. Whoever was
    /// stopped in the middle of a transaction holds its locks: its connection is cut, as it would be.
    /// </summary>
    public async Task CaughtUpAsync()
    {
        var next = sent + 5 * AtOnce;
        await TestKafka.EventuallyAsync(async () => await database.SqlAsync($"""
            select count(*) from recommendations.behaviour where substr(query, 8)::int < {next}
                and (select count(pg_terminate_backend(pid)) >= 0 from pg_stat_activity
                    where datname = current_database() and state = 'idle in transaction'
                        and state_change < now() - interval '5 seconds')
            """) is long taken && taken == next);
    }

    /// <summary>No more are sent, and each of them was taken once.</summary>
    public async Task AllTakenOnceAsync()
    {
        isEnough = true;
        await saying;
        await TestKafka.EventuallyAsync(async () => await TakenAsync() >= sent);
        Assert.Equal($"{sent} {sent}", await database.SqlAsync("""
            select concat_ws(' ', count(*), count(distinct query)) from recommendations.behaviour
            """));
        Assert.Equal((long)sent, await database.SqlAsync("""
            select sum(taken)::bigint from kernel.intake_position where topic like '%.in.clicks'
            """));
    }

    async Task<long> TakenAsync() => (long)(await database.SqlAsync("select count(*) from recommendations.behaviour"))!;

    public void Dispose() => sending.Dispose();
}
