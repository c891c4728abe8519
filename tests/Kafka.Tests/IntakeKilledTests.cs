namespace Feria.Kafka.Tests;

/// <summary>Processes that take in what others send, and die by kill -9 while they do.</summary>
public sealed class IntakeKilledTests(TestKafka kafka, TestDatabase database)
    : IClassFixture<TestKafka>, IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Killed_in_the_middle_again_and_again_it_takes_each_message_once()
    {
        var settings = await kafka.SettingsAsync();
        using var sending = new Sending(settings);
        var keys = Path.Combine(Directory.CreateTempSubdirectory("feria-killed-").FullName, "keys.json");
        Vault.Create(keys);
        var environment = new Dictionary<string, string>
        {
            ["Feria__Postgres"] = database.ConnectionString + ";Maximum Pool Size=20",
            ["Feria__Keys"] = keys,
            ["Feria__Kafka"] = $"kafka://{settings.Brokers}/{settings.Prefix}",
            ["urls"] = "http://127.0.0.1:0",
        };
        var isEnough = false;
        var sent = 0;
        async Task SayAsync()
        {
            // At a pace that the mock can keep while the process is dead.
            for (; !isEnough; sent += 20, await Task.Delay(100))
                await Task.WhenAll(Enumerable.Range(sent, 20).Select(number => sending.SendAsync(
                    "clicks", $"{number % 40}",
                    new { at = DateTimeOffset.UtcNow, kind = "search", query = $"search {number}" })));
        }

        var saying = SayAsync();
        for (var kills = 0; kills < 3; kills++)
        {
            var before = await TakenAsync();
            using var process = new Launched(TestCluster.Root, environment, "serve");
            await Launched.UntilAsync(
                async () => await TakenAsync() > before + 100, $"It took nothing in after {kills} kills.");
            process.KillHard();
        }

        isEnough = true;
        await saying;
        using var last = new Launched(TestCluster.Root, environment, "serve");

        await TestKafka.EventuallyAsync(async () => await TakenAsync() >= sent);
        Assert.Equal($"{sent} {sent}", await database.SqlAsync("""
            select concat_ws(' ', count(*), count(distinct query)) from recommendations.behaviour
            """));
        Assert.Equal((long)sent, await database.SqlAsync("""
            select sum(taken)::bigint from kernel.intake_position where topic like '%.in.clicks'
            """));
    }

    async Task<long> TakenAsync() => (long)(await database.SqlAsync("select count(*) from recommendations.behaviour"))!;
}
