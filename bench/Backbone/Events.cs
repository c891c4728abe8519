using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using Feria.Adapters.Kafka;
using Feria.Kernel;
using Feria.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Bench;

/// <summary>
/// The log with the embedded feed; and with Kafka's, heard by a reaction and by somebody outside; and how fast what
/// others send is taken in.
/// </summary>
static class Events
{
    const int Clicks = 100_000;
    const int Prices = 50_000;
    const int Offers = 1_000;

    /// <param name="kafka">Where the brokers are; null where there are none.</param>
    public static async Task MeasureAsync(string? kafka, Dictionary<string, object> figures, CancellationToken stop)
    {
        await using (var installation = await Installation.OpenAsync())
            await Feeds.MeasureAsync(installation, Settings.Polling, figures);
        if (kafka is null)
        {
            Console.WriteLine("--kafka names no brokers: this is the embedded feed alone.");
            return;
        }

        await using var real = RealKafka.At(kafka);
        await using (var installation = await Installation.OpenAsync())
            await Feeds.MeasureAsync(installation, Settings.OfKafka, figures, real.Settings);
        await using (var installation = await Installation.PrepareAsync())
            await TakeInAsync(installation, real, figures, stop);
    }

    // Everything lies there before anybody takes it: the pace is the taking's, and not the sender's.
    static async Task TakeInAsync(
        Installation installation, RealKafka real, Dictionary<string, object> figures, CancellationToken stop)
    {
        await installation.SqlAsync(ForSaleSql);
        using (var brokers = new Brokers(real.Settings, NullLogger<Brokers>.Instance))
            await brokers.EnsureAsync(
                [.. installation.Services.GetServices<Intake>().Select(Topic.Of), Topic.Dead]);
        var now = DateTimeOffset.UtcNow;
        Send(real, "clicks", Enumerable.Range(0, Clicks).Select(number => (
            $"{number % 997}", (object)new { at = now, kind = "search", query = $"search {number}" })));
        Send(real, "prices", Enumerable.Range(0, Prices).Select(number => (
            $"casa/{number % Offers}",
            (object)new
            {
                store = "casa", sku = $"{number % Offers}", price = new { amount = 1 + number, currency = "MXN" },
            })));

        await installation.ServeOutsideAsync(stop, $"--Feria:Kafka={real.Address}");
        var all = new Dictionary<string, int> { ["clicks"] = Clicks, ["prices"] = Prices };
        await Task.WhenAll(all.Select(async one =>
        {
            long Left(object? taken) => one.Value - (long)taken!;
            Task<object?> TakenAsync() => installation.SqlAsync($"""
                select coalesce(sum(taken), 0)::bigint from kernel.intake_position where topic like '%.in.{one.Key}'
                """);
            var began = await TakenAsync();
            while (Left(began) == one.Value)
            {
                await Task.Delay(5, stop);
                began = await TakenAsync();
            }

            var watch = Stopwatch.StartNew();
            while (Left(await TakenAsync()) > 0) await Task.Delay(5, stop);
            lock (figures)
                figures[$"{one.Key}_taken_in_per_second"] = (int)(Left(began) / watch.Elapsed.TotalSeconds);
        }));
    }

    static void Send(RealKafka real, string intake, IEnumerable<(string Key, object Message)> messages)
    {
        using var producer = new ProducerBuilder<string, byte[]>(real.Settings.Configure(new ProducerConfig
        {
            EnableIdempotence = true, LingerMs = 5, QueueBufferingMaxMessages = Clicks + Prices,
        })).Build();
        foreach (var (key, message) in messages)
            producer.Produce($"{real.Settings.Prefix}.in.{intake}", new()
            {
                Key = key, Value = JsonSerializer.SerializeToUtf8Bytes(message, Json.Options),
            });
        producer.Flush(TimeSpan.FromMinutes(1));
    }

    static readonly string ForSaleSql = $"""
        with store as (
            insert into stores.store (id, slug, name, country, currency)
            values (gen_random_uuid(), 'casa', 'Casa', 'MX', 'MXN')
            returning id),
        things as materialized (
            select gen_random_uuid() as product, gen_random_uuid() as variant, gen_random_uuid() as offer, n
            from generate_series(0, {Offers - 1}) as s(n)),
        product as (
            insert into catalog.product (id, slug, title, language)
            select product, 'thing-' || n, 'Thing ' || n, 'en' from things),
        variant as (
            insert into catalog.variant (id, product_id) select variant, product from things)
        insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
        select offer, variant, (select id from store), n::text, 100, 'MXN' from things
        """;
}

/// <summary>Somebody outside who hears the events' topic.</summary>
sealed class Outside : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource end = new();
    readonly Task hearing;

    public Outside(KafkaSettings settings, Ear ear) =>
        // It waits by blocking: a thread of its own.
        hearing = Task.Factory.StartNew(() => Hear(settings, ear), TaskCreationOptions.LongRunning);

    void Hear(KafkaSettings settings, Ear ear)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(settings.Configure(new ConsumerConfig
        {
            GroupId = $"{settings.Prefix}.outside", EnableAutoCommit = false,
        })).Build();
        consumer.Assign(Enumerable.Range(0, Shard.Count).Select(
            shard => new TopicPartitionOffset(settings.NameOf(Topic.Events), shard, Offset.Beginning)));
        while (!end.IsCancellationRequested)
        {
            if (consumer.Consume(Look) is not { } message) continue;
            using var said = JsonDocument.Parse(message.Message.Value);
            ear.Hear(said.RootElement.GetProperty("data").GetProperty("at").GetInt64());
        }
    }

    public void Dispose()
    {
        end.Cancel();
        hearing.Wait();
        end.Dispose();
    }
}
