using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace Feria.Kafka.Tests;

/// <summary>Takes in what tests send: writes it down, or does what the message says.</summary>
sealed class Things(string worker) : Intake<Things.Thing>
{
    public const string Topic = "things";

    public const string Table = """
        create table if not exists thing (
            n bigint generated always as identity, worker text, key text, number int,
            constraint thing_number check (number < 1000000));
        truncate thing
        """;

    public static readonly Refusal Unwanted = new(422, "unwanted", "Nobody wants it.");

    public override string Name => Topic;
    public override string Key => "key";

    [ValidatableType]
    public sealed record Thing([Length(1, 20)] string Key, [Range(1, 2_000_000)] int Number, string? Do = null);

    protected override async Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Thing>> messages)
    {
        foreach (var message in messages)
        {
            if (message.Said.Do == "refuse") message.Refuse(Unwanted.With("number", message.Said.Number));
            if (message.Said.Do == "break") throw new InvalidOperationException("It breaks whoever takes it.");
        }

        await tx.ExecuteAsync(TakeSql, new
        {
            worker,
            keys = messages.Select(message => message.Said.Key).ToArray(),
            numbers = messages.Select(message => message.Said.Number).ToArray(),
        });
    }

    const string TakeSql = """
        -- things.take
        insert into thing (worker, key, number)
        select @worker, key, number
        from unnest(@keys::text[], @numbers::int[]) with ordinality as t(key, number, place)
        order by place
        """;
}

/// <summary>A process that takes in what others send.</summary>
sealed class Taker : IAsyncDisposable
{
    static readonly IOptions<ValidationOptions> Validation = new ServiceCollection().AddValidation()
        .BuildServiceProvider().GetRequiredService<IOptions<ValidationOptions>>();

    readonly Brokers brokers;
    readonly DeadLetters dead;
    readonly IntakeGroup group;
    bool isGone;

    Taker(string name, string connectionString, KafkaSettings settings)
    {
        Database = new(connectionString) { RefusesEmptyCommits = true };
        brokers = new(settings, NullLogger<Brokers>.Instance);
        dead = new(settings, NullLogger<DeadLetters>.Instance);
        group = new(
            [new Things(name)], TakingOf(Database), new(Database, NullLogger<IntakeBook>.Instance), dead, brokers,
            settings, NullLogger<IntakeGroup>.Instance);
    }

    public Database Database { get; }

    public static Taking TakingOf(Database database) => new(database, Validation, NullLogger<Taking>.Instance);

    public static async Task<Taker> StartAsync(string name, string connectionString, KafkaSettings settings)
    {
        var taker = new Taker(name, connectionString, settings);
        await taker.group.StartAsync(default);
        return taker;
    }

    public async ValueTask DisposeAsync()
    {
        if (isGone) return;
        isGone = true;
        await group.StopAsync(default);
        dead.Dispose();
        brokers.Dispose();
        await Database.DisposeAsync();
    }
}
