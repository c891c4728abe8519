using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kernel.Tests;

[EventKind("room.said.v1")]
public sealed record Said(Guid Key, int Number) : IEvent;

[EventKind("room.unheard.v1")]
public sealed record Unheard(Guid Key) : IEvent;

public sealed class ReactionTests : IClassFixture<KernelHost>
{
    readonly KernelHost host;
    readonly Guid key;
    readonly Listener listener;
    readonly ReactionRunner runner;

    public ReactionTests(KernelHost host)
    {
        this.host = host;
        key = Guid.NewGuid();
        listener = new Listener($"room.{key:N}", key);
        runner = NewRunner();
    }

    ReactionRunner NewRunner() => new(host.Database, [listener], NullLogger<ReactionRunner>.Instance);

    [Fact]
    public async Task What_is_said_in_a_transaction_that_is_given_up_is_not_heard()
    {
        await using (var tx = await host.Database.WriteAsync()) tx.Append(new Said(key, 1));
        await SayAsync(2);

        Assert.Equal([2], await HearAsync());
    }

    [Fact]
    public async Task Events_of_one_transaction_are_heard_in_the_order_they_were_said()
    {
        await using (var tx = await host.Database.WriteAsync())
        {
            for (var n = 0; n < 250; n++) tx.Append(new Said(key, n));
            await tx.CommitAsync();
        }

        Assert.Equal(Enumerable.Range(0, 250), await HearAsync());
    }

    [Fact]
    public async Task An_event_is_heard_once_by_any_number_of_runners()
    {
        for (var n = 0; n < 60; n++) await SayAsync(n);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => NewRunner().CatchUpAsync(CancellationToken.None)));

        Assert.Equal(Enumerable.Range(0, 60), await HearAsync());
    }

    // The transaction takes its id first, waits for the lock the others hold one after another, and writes last.
    [Fact]
    public async Task A_transaction_that_began_first_and_wrote_last_is_heard_last()
    {
        await host.SqlAsync($"insert into note (id, text) values ('{key}', 'the lock')");
        await using var early = await host.Database.WriteAsync();
        await early.ExecuteAsync("insert into asked default values");
        await using var holder = await host.Database.WriteAsync();
        await LockAsync(holder);
        var waiting = LockAsync(early);

        holder.Append(new Said(key, 1));
        await holder.CommitAsync();
        await waiting;
        await runner.CatchUpAsync(CancellationToken.None);
        Assert.DoesNotContain(listener.Heard, said => said.Key == key);
        early.Append(new Said(key, 2));
        await early.CommitAsync();

        Assert.Equal([1, 2], await HearAsync());

        Task LockAsync(Tx tx) => tx.ExecuteAsync("update note set text = text where id = @key", new { key });
    }

    [Fact]
    public async Task Under_many_writers_nothing_is_missed_and_each_key_keeps_its_order()
    {
        var keys = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var each in keys) await host.SqlAsync($"insert into note (id, text) values ('{each}', '0')");
        using var done = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var mine = NewRunner();
            while (!done.IsCancellationRequested) await mine.CatchUpAsync(CancellationToken.None);
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var dice = new Random(writer);
            for (var i = 0; i < 40; i++)
            {
                await using var tx = await host.Database.WriteAsync();
                if (dice.Next(2) == 0) await tx.ExecuteAsync("insert into asked default values");
                var chosen = keys[dice.Next(keys.Length)];
                var number = await tx.OneAsync<int>(
                    "update note set text = text::int + 1 where id = @chosen returning text::int", new { chosen });
                tx.Append(new Said(chosen, number));
                if (dice.Next(3) == 0) await Task.Delay(dice.Next(5));
                await tx.CommitAsync();
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(reading);
        await HearAsync();

        Assert.Equal(320, keys.Sum(each => listener.Heard.Count(said => said.Key == each)));
        foreach (var each in keys)
        {
            var heard = listener.Heard.Where(said => said.Key == each).Select(said => said.Number).ToList();
            Assert.Equal(Enumerable.Range(1, heard.Count), heard);
        }
    }

    [Fact]
    public async Task A_bad_event_is_parked_with_its_reason_and_takes_nothing_with_it()
    {
        listener.Effect = async (tx, said) =>
        {
            await tx.ExecuteAsync("insert into note (id, text) values (@id, @text)",
                new { id = Guid.NewGuid(), text = $"{key} {said.Number}" });
            tx.Append(new Unheard(key));
            if (said.Number == 2) throw new InvalidOperationException("cannot hear two");
        };
        for (var n = 1; n <= 3; n++) await SayAsync(n, listener.AlsoOf(Guid.NewGuid()));

        await HearAsync();

        Assert.Equal("1,3", await host.SqlAsync(
            $"select string_agg(right(text, 1), ',' order by text) from note where text like '{key} %'"));
        Assert.Equal(3L + 2, await host.SqlAsync(
            $"select count(*) from kernel.event where key = '{key}' and kind = 'room.unheard.v1'"));
        Assert.Equal("cannot hear two", await host.SqlAsync(
            $"select string_agg(reason, ',') from kernel.parked_event where reaction = '{listener.Name}'"));
    }

    [Fact]
    public async Task A_bad_statement_parks_its_event_alone()
    {
        listener.Effect = (tx, said) => said.Number == 1
            ? tx.ExecuteAsync("insert into note (id, text) values (null, null)")
            : Task.CompletedTask;
        await SayAsync(1);
        await SayAsync(2, listener.AlsoOf(Guid.NewGuid()));

        await HearAsync();

        Assert.Equal(1L, await host.SqlAsync(
            $"select count(*) from kernel.parked_event where reaction = '{listener.Name}'"));
        Assert.Contains(listener.Heard, said => said.Number == 2);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(5, 35)]
    [InlineData(10, 70)]
    [InlineData(30, 210)]
    [InlineData(32, 218)]
    [InlineData(200, 50)]
    [InlineData(250, 0)]
    [InlineData(4_000, 0)]
    public void Rounds_begin_eight_times_as_far_apart_as_they_take_within_bounds(int round, int rest) =>
        Assert.Equal(rest, ReactionRunner.RestAfter(TimeSpan.FromMilliseconds(round)).TotalMilliseconds);

    async Task SayAsync(int number, Guid? of = null)
    {
        await using var tx = await host.Database.WriteAsync();
        tx.Append(new Said(of ?? key, number));
        tx.Append(new Unheard(key));
        await tx.CommitAsync();
    }

    // The horizon is the whole cluster's: a transaction of another database holds these events back until it ends.
    async Task<IEnumerable<int>> HearAsync()
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < until; await Task.Delay(20))
        {
            await runner.CatchUpAsync(CancellationToken.None);
            if (await host.SqlAsync(IsHeardSql + $"'{listener.Name}')") is true) break;
        }

        return listener.Heard.Where(said => said.Key == key).Select(said => said.Number);
    }

    const string IsHeardSql = """
        select not exists (
            select from kernel.reaction_position p
            join kernel.reaction r on r.name = p.reaction
            join kernel.event e on e.shard = p.shard and e.kind = any(r.hears)
                and (e.visible_from, e.seq) > (p.visible_from, p.seq)
            where p.reaction =
        """;

    sealed class Listener(string name, Guid key) : Reaction
    {
        readonly HashSet<Guid> keys = [key];

        public ConcurrentQueue<Said> Heard { get; } = [];
        public Func<Tx, Said, Task> Effect { get; set; } = (_, _) => Task.CompletedTask;
        public override string Name => name;
        public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(Said))];

        public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            foreach (var said in events.Select(said => said.As<Said>()).Where(said => keys.Contains(said.Key)))
                await Effect(tx, said);
            foreach (var said in events.Select(said => said.As<Said>())) Heard.Enqueue(said);
        }

        public Guid AlsoOf(Guid other)
        {
            keys.Add(other);
            return other;
        }
    }
}
