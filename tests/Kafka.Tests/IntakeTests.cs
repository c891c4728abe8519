using Npgsql;

namespace Feria.Kafka.Tests;

/// <summary>
/// What others send is taken in once and in order, and what cannot be is kept elsewhere and stops nothing.
/// </summary>
public sealed class IntakeTests(TestKafka kafka, TestDatabase database)
    : IClassFixture<TestKafka>, IClassFixture<TestDatabase>, IAsyncLifetime
{
    KafkaSettings settings = null!;
    Sending sending = null!;

    public async ValueTask InitializeAsync()
    {
        settings = await kafka.SettingsAsync();
        sending = new(settings);
        await database.SqlAsync($"truncate kernel.intake_position; {Things.Table}");
    }

    public ValueTask DisposeAsync()
    {
        sending?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Messages_are_taken_once_each_key_in_its_order_and_the_position_says_so()
    {
        await SendAsync(keys: 20, times: 10);
        await using var taker = await StartAsync("one");
        await TakenByAsync("one");
        await SendAsync(keys: 20, times: 10, first: 11);

        await AllTakenAsync(400);
        Assert.Equal("400 400 0", await database.SqlAsync("""
            select concat_ws(' ', sum(next_offset), sum(taken), sum(refused)) from kernel.intake_position
            """));
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_is_kept_with_the_reason_and_all_others_are_taken()
    {
        await SendAsync(keys: 5, times: 10);
        await BadAsync("not json", "malformed_body");
        await BadAsync("{\"key\": \"a\"}", "invalid_fields");
        await BadAsync("{\"key\": \"a\", \"number\": 1, \"other\": 1}", "malformed_body");
        await BadAsync("{\"key\": \"a\", \"key\": \"a\", \"number\": 1}", "malformed_body");
        await BadAsync("{\"key\": \"\", \"number\": 1}", "invalid_fields");
        await BadAsync("{\"key\": \"a\", \"number\": 0}", "invalid_fields");
        await BadAsync("{\"key\": \"a\", \"number\": 1e99}", "malformed_body");
        await BadAsync("{\"key\": \"\\u0000\", \"number\": 1}", "malformed_text");
        await BadAsync("{\"key\": \"\\ud800\", \"number\": 1}", "malformed_text");
        await BadAsync("{\"\\ud800\": 1}", "malformed_body");
        await BadAsync(string.Concat(Enumerable.Repeat("[", 100_000)), "malformed_body");
        await BadAsync("null", "malformed_body");
        await BadAsync("", "malformed_body");
        await BadAsync($"\"{new string('x', Intake.LongestBytes)}\"", "body_too_large");
        // Refused by what takes it; by a constraint of the database; by a fault of ours.
        await BadAsync("{\"key\": \"a\", \"number\": 7, \"do\": \"refuse\"}", "unwanted");
        await BadAsync("{\"key\": \"a\", \"number\": 1000000}", "invalid_fields");
        await BadAsync("{\"key\": \"a\", \"number\": 8, \"do\": \"break\"}", "broken");
        await sending.SendBytesAsync(Things.Topic, "k", [0xff, 0xfe, 0x00]);
        await sending.SendBytesAsync(Things.Topic, "k", null);
        await SendAsync(keys: 5, times: 10, first: 11);

        await using var taker = await StartAsync("one");

        await AllTakenAsync(100);
        var letters = sending.Dead(bad.Count + 2);
        Assert.Equal(
            bad.Append(("", "malformed_body")).Append(("\ufffd\ufffd\0", "malformed_body")).Order(),
            letters.Select(letter => (letter.Text, letter.Code)).Order());
        Assert.Equal((long)letters.Count, await RefusedAsync());
    }

    [Fact]
    public async Task A_dead_letter_is_the_message_as_it_was_and_says_where_it_stood_and_why()
    {
        var sent = await sending.SendBytesAsync(
            Things.Topic, "key of it", "{\"key\": \"a\", \"number\": 7, \"do\": \"refuse\"}"u8.ToArray(),
            new() { { "trace", "abc"u8.ToArray() }, { "feria-code", "older"u8.ToArray() } });

        await using var taker = await StartAsync("one");

        var letter = Assert.Single(sending.Dead(1));
        Assert.Equal(
            ("key of it", "{\"key\": \"a\", \"number\": 7, \"do\": \"refuse\"}"), (letter.Key, letter.Text));
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["feria-topic"] = $"{settings.Prefix}.in.things",
                ["feria-partition"] = $"{sent.Partition.Value}",
                ["feria-offset"] = $"{sent.Offset.Value}",
                ["feria-code"] = "unwanted",
                ["feria-why"] = "Nobody wants it.",
                ["feria-facts"] = "{\"number\":7}",
                ["trace"] = "abc",
            },
            new SortedDictionary<string, string>(letter.Headers.ToDictionary(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Through_rebalances_nothing_is_lost_and_nothing_doubled()
    {
        var isEnough = false;
        var sent = 0;
        async Task SayAsync()
        {
            for (; !isEnough; sent++, await Task.Delay(20))
                await SendAsync(keys: 40, times: 1, first: sent + 1);
        }

        await using var one = await StartAsync("one");
        var saying = SayAsync();
        await TakenByAsync("one");
        await using var two = await StartAsync("two");
        await TakenByAsync("two");
        await one.DisposeAsync();
        await using var three = await StartAsync("three");
        await TakenByAsync("three");
        isEnough = true;
        await saying;

        await AllTakenAsync(40 * sent);
    }

    // A commit whose answer was lost is found out by the position; one that was not is done again.
    [Fact]
    public async Task Connections_cut_at_any_moment_lose_nothing_and_double_nothing()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        var saying = SendAsync(keys: 40, times: 50);

        for (var cuts = 0; cuts < 15; cuts++)
        {
            await Task.Delay(100);
            await database.SqlAsync("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                """);
        }

        await saying;
        await AllTakenAsync(2000);
        Assert.Equal(0L, await RefusedAsync());
    }

    [Fact]
    public async Task Who_comes_late_with_what_another_took_changes_nothing()
    {
        await SendAsync(keys: 1, times: 3);
        await using (await StartAsync("one")) await AllTakenAsync(3);
        await using var late = new Database(database.ConnectionString);
        var (taking, intake) = (Taker.TakingOf(late), new Things("late"));
        var partition = (int)(await database.SqlAsync(
            "select partition from kernel.intake_position where next_offset = 3"))!;
        var id = (string)(await database.SqlAsync("select max(topic_id) from kernel.intake_position"))!;
        var message = await taking.ReadAsync(intake, 0, "{\"key\": \"key0\", \"number\": 9}"u8.ToArray());

        await Assert.ThrowsAsync<Taking.PositionMoved>(() => taking.TryAsync(
            intake, new($"{settings.Prefix}.in.things", id, partition, 0), 1, [message], 0, default));

        await AllTakenAsync(3);
    }

    [Fact]
    public async Task With_the_brokers_away_nothing_is_lost_and_it_goes_on_when_they_are_back()
    {
        await using var taker = await StartAsync("one");
        await SendAsync(keys: 10, times: 5);
        await AllTakenAsync(50);

        await kafka.DownAsync();
        Task sent;
        try
        {
            sent = SendAsync(keys: 10, times: 5, first: 6);
            await Task.Delay(2000);
        }
        finally
        {
            await kafka.UpAsync();
        }

        await sent;
        await AllTakenAsync(100);
    }

    // Else it would be nowhere after a crash.
    [Fact]
    public async Task The_position_stands_still_until_the_brokers_keep_the_dead_letter()
    {
        await SendAsync(keys: 1, times: 1);
        await BadAsync("not json", "malformed_body", key: "key0");
        await SendAsync(keys: 1, times: 1, first: 2);
        // Produce: not enough replicas (19), which the client tries again until its time is up.
        await kafka.SayAsync($"fail 0 {string.Join(' ', Enumerable.Repeat(19, 40))}");

        await using var taker = await StartAsync("one");
        await Task.Delay(3000);
        Assert.Equal(0L, await TakenAsync());
        await kafka.SayAsync("heal 0");

        await AllTakenAsync(2);
        Assert.Equal("malformed_body", sending.Dead(1)[0].Code);
    }

    [Fact]
    public async Task A_database_that_refuses_for_a_while_makes_no_dead_letter()
    {
        await using var taker = await StartAsync("one");
        await SendAsync(keys: 10, times: 5);
        await AllTakenAsync(50);
        var name = (string)(await database.SqlAsync("select current_database()::text"))!;

        await OnServerAsync($"alter database {name} allow_connections false");
        try
        {
            await OnServerAsync(
                $"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{name}'");
            await SendAsync(keys: 10, times: 5, first: 6);
            await Task.Delay(3000);
        }
        finally
        {
            await OnServerAsync($"alter database {name} allow_connections true");
        }

        await AllTakenAsync(100);
        Assert.Equal(0L, await RefusedAsync());
        Assert.Empty(sending.Dead(0));
    }

    // The mock's brokers tell no ids of topics: an end before the position means another topic of the name.
    [Fact]
    public async Task A_topic_that_ends_before_the_position_is_taken_from_its_beginning_and_does_not_stand_still()
    {
        await SendAsync(keys: 20, times: 10);
        await using (await StartAsync("one")) await AllTakenAsync(200);
        await database.SqlAsync("truncate thing; update kernel.intake_position set next_offset = next_offset + 1000");

        await using var two = await StartAsync("two");
        await SendAsync(keys: 20, times: 1, first: 11);

        await AllTakenAsync(220);
        Assert.Equal(220L, await database.SqlAsync("select sum(next_offset)::bigint from kernel.intake_position"));
    }

    readonly List<(string Text, string Code)> bad = [];

    Task BadAsync(string text, string code, string key = "bad")
    {
        bad.Add((text, code));
        return sending.SendTextAsync(Things.Topic, key, text);
    }

    Task SendAsync(int keys, int times, int first = 1) => Task.WhenAll(
        from number in Enumerable.Range(first, times)
        from key in Enumerable.Range(0, keys)
        select sending.SendAsync(Things.Topic, $"key{key}", new Things.Thing($"key{key}", number)));

    static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await TestCluster.ConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    Task<Taker> StartAsync(string name) => Taker.StartAsync(name, database.ConnectionString, settings);

    Task TakenByAsync(string worker) => TestKafka.EventuallyAsync(
        async () => await database.SqlAsync($"select exists (select from thing where worker = '{worker}')") is true);

    async Task<long> TakenAsync() => (long)(await database.SqlAsync("select count(*) from thing"))!;

    async Task<long> RefusedAsync() =>
        (long)(await database.SqlAsync("select sum(refused)::bigint from kernel.intake_position"))!;

    async Task AllTakenAsync(int many)
    {
        await TestKafka.EventuallyAsync(async () => await TakenAsync() >= many);
        Assert.Equal(many, await TakenAsync());
        // The numbers of a key count up as they were sent.
        Assert.Equal(0L, await database.SqlAsync("""
            select count(*)
            from (select number, row_number() over (partition by key order by n) as place from thing) t
            where number <> place
            """));
    }
}
