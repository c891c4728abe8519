namespace Feria.Kafka.Tests;

/// <summary>Processes that take in what others send, and die by kill -9 while they do.</summary>
public sealed class IntakeKilledTests(TestKafka kafka, TestDatabase database)
    : IClassFixture<TestKafka>, IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Killed_in_the_middle_again_and_again_it_takes_each_message_once()
    {
        using var clicks = new Clicks(database, await kafka.SettingsAsync());
        clicks.Begin();
        for (var kills = 0; kills < 3; kills++)
        {
            using var process = clicks.Serve();
            await clicks.MoreTakenAsync();
            process.KillHard();
        }

        using var last = clicks.Serve();
        await clicks.AllTakenOnceAsync();
    }
}
