using System.Diagnostics;

namespace Feria.Kafka.Tests;

/// <summary>
/// A cluster for one test class: librdkafka's mock, in a process of its own. Without the library its tests are skipped.
/// </summary>
public sealed class TestKafka : IAsyncLifetime
{
    /// <summary>No test waits this long unless it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Of the topics that are sent in; those of the product, and one of the tests'.</summary>
    public const int InPartitions = 8;

    static readonly string[] Intakes = ["products", "prices", "stock", "clicks", Things.Topic];
    static readonly int[] Brokers = [1, 2, 3];

    static readonly string Library =
        Path.Combine(TestCluster.Root, ".deps", Librdkafka.Folder, Librdkafka.FileName);

    readonly SemaphoreSlim turn = new(1, 1);
    Process? mock;
    string bootstraps = "";
    int installations;

    /// <summary>
    /// Settings of an installation that nobody else is, with its topics made: the mock cannot be asked to make them.
    /// </summary>
    internal async Task<KafkaSettings> SettingsAsync()
    {
        SkipUnlessThere();
        Librdkafka.Load();
        var settings = KafkaSettings.Parse($"kafka://{bootstraps}/t{Interlocked.Increment(ref installations)}");
        foreach (var topic in Topic.All.Append(Topic.Dead))
            await SayAsync($"topic {settings.NameOf(topic)} {topic.Partitions}");
        foreach (var intake in Intakes) await SayAsync($"topic {settings.Prefix}.in.{intake} {InPartitions}");
        return settings;
    }

    public bool IsThere => mock is not null;

    public void SkipUnlessThere() =>
        Assert.SkipUnless(IsThere, "There is no librdkafka here; ./feria kafka install builds it.");

    public async Task DownAsync()
    {
        foreach (var broker in Brokers) await SayAsync($"down {broker}");
    }

    public async Task UpAsync()
    {
        foreach (var broker in Brokers) await SayAsync($"up {broker}");
    }

    /// <summary>A command of the mock's process.</summary>
    public async Task SayAsync(string command)
    {
        await turn.WaitAsync();
        try
        {
            await mock!.StandardInput.WriteLineAsync(command);
            Assert.Equal("0", await mock.StandardOutput.ReadLineAsync());
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Library)) return;
        Environment.SetEnvironmentVariable("FERIA_ROOT", TestCluster.Root);
        var program = Path.Combine(AppContext.BaseDirectory, "Feria.KafkaMock.dll");
        mock = Process.Start(new ProcessStartInfo("dotnet", [program, Library])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        });
        bootstraps = await mock!.StandardOutput.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (mock is null) return;
        mock.StandardInput.Close();
        await mock.WaitForExitAsync();
        mock.Dispose();
    }

    /// <summary>Looks until it is so.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(20))
            if (await isSo()) return;
        Assert.Fail("It did not come to be.");
    }

    public static Task EventuallyAsync(Func<bool> isSo) => EventuallyAsync(() => Task.FromResult(isSo()));
}
