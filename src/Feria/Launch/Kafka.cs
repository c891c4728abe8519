using System.CommandLine;

namespace Feria.Launch;

/// <summary>What an installation with Kafka needs beside Feria.</summary>
static class Kafka
{
    public static readonly Command Command = new("kafka", "What Kafka needs here.")
    {
        CommandLine.Does("install", "Build the library Kafka's client needs, where it is missing.", InstallAsync),
    };

    static async Task<int> InstallAsync(CancellationToken stop)
    {
        var checkout = Checkout.Find();
        checkout.Prepare();
        await KafkaLibrary.InstallAsync(checkout);
        Say.Line("librdkafka is here.");
        return 0;
    }
}
