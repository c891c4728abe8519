using System.Diagnostics;
using Confluent.Kafka;
using Feria.Adapters.Kafka;

namespace Feria.Testing;

/// <summary>
/// The brokers that FERIA_TEST_KAFKA names (<c>kafka://host:9092</c>), with a prefix of one test's own, whose topics go
/// with it. FERIA_TEST_KAFKA_KILL is a command that kills a broker with -9 and starts it again.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly string? Killer = Environment.GetEnvironmentVariable("FERIA_TEST_KAFKA_KILL");

    RealKafka(string named)
    {
        Librdkafka.Load();
        Address = $"{named.TrimEnd('/')}/test-{Guid.NewGuid():N}";
        Settings = KafkaSettings.Parse(Address);
        Admin = new AdminClientBuilder(Settings.Configure(new AdminClientConfig()))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>The calling test is reported as skipped where none are named.</summary>
    public static RealKafka OpenOrSkip()
    {
        var named = Environment.GetEnvironmentVariable("FERIA_TEST_KAFKA");
        Assert.SkipWhen(string.IsNullOrEmpty(named), "FERIA_TEST_KAFKA names no brokers.");
        Environment.SetEnvironmentVariable("FERIA_ROOT", TestCluster.Root);
        return new(named!);
    }

    public static RealKafka At(string named) => new(named);

    /// <summary>As a setting.</summary>
    public string Address { get; }

    public KafkaSettings Settings { get; }
    public IAdminClient Admin { get; }

    public static bool CanBeKilled => !string.IsNullOrEmpty(Killer);

    public IEnumerable<string> Topics => Admin.GetMetadata(Patience).Topics.Select(topic => topic.Topic)
        .Where(topic => topic.StartsWith($"{Settings.Prefix}.", StringComparison.Ordinal));

    public static async Task KillAsync()
    {
        using var killing = Process.Start("sh", ["-c", Killer!]);
        await killing.WaitForExitAsync();
        Assert.Equal(0, killing.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        string[] ours = [.. Topics];
        if (ours.Length > 0) await Admin.DeleteTopicsAsync(ours);
        Admin.Dispose();
    }
}
