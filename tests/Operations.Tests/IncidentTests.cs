using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Operations.Tests;

/// <summary>What breaks is one incident, counted exactly, and cared for until it is resolved.</summary>
public sealed class IncidentTests(Workshop shop) : IClassFixture<Workshop>
{
    [Fact]
    public async Task A_request_that_breaks_is_told_with_its_place_and_nothing_of_what_was_asked()
    {
        await shop.SqlAsync("alter table operations.rebuild rename to away");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.InternalServerError,
                (await shop.Operator.GetAsync("/api/v1/admin/rebuilds?who=ana@example.com")).StatusCode);
        await shop.SqlAsync("alter table operations.away rename to rebuild");
        await shop.WriteAsync();

        var file = await FileAsync("PostgresException");

        var one = file.GetProperty("incident");
        Assert.Equal(("open", "error", "error", "operations", 3L), (
            one.GetProperty("state").GetString(), one.GetProperty("severity").GetString(),
            one.GetProperty("source").GetString(), one.GetProperty("service").GetString(),
            one.GetProperty("count").GetInt64()));
        Assert.StartsWith("ListRebuilds ", one.GetProperty("place").GetString(), StringComparison.Ordinal);
        Assert.Equal(32, one.GetProperty("trace").GetString()!.Length);
        Assert.Equal(
            ["42P01: relation \"operations.rebuild\" does not exist"],
            Messages(file).Select(text => text.Split(" POSITION")[0]));
        var step = Assert.Single(file.GetProperty("steps").EnumerateArray());
        Assert.Equal("opened", step.GetProperty("step").GetString());
    }

    [Fact]
    public async Task A_flood_from_many_threads_is_counted_exactly_in_few_writes()
    {
        const int Threads = 16, Each = 20_000, Kinds = 5;
        var mishaps = Enumerable.Range(0, Kinds).Select(i => MishapOf($"Flood{i}")).ToArray();
        var before = await BatchesAsync();
        var ran = System.Diagnostics.Stopwatch.StartNew();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Threads), new ParallelOptions { MaxDegreeOfParallelism = Threads }, async (thread, _) =>
            {
                await Task.Yield();
                for (var i = 0; i < Each; i++) shop.Database.Mishaps.Note(mishaps[(i + thread) % Kinds], $"Number {i}");
            });
        await shop.WriteAsync();

        Assert.Equal((long)Kinds, await shop.SqlAsync(
            "select count(*) from operations.incident where kind like 'Flood%'"));
        Assert.Equal((long)Threads * Each, Convert.ToInt64(await shop.SqlAsync(
            "select sum(count) from operations.incident where kind like 'Flood%'")));
        Assert.InRange(await BatchesAsync() - before, 1, (long)ran.Elapsed.TotalSeconds + 3);
        Assert.Equal(5, await shop.SqlAsync(
            "select max(jsonb_array_length(messages)) from operations.incident where kind like 'Flood%'"));
    }

    [Fact]
    public async Task More_kinds_than_there_is_room_for_are_one_more_incident()
    {
        var mishaps = new Mishaps();
        for (var i = 0; i < 2_000; i++) mishaps.Note(MishapOf($"Kind{i}"), "It broke.");

        var taken = mishaps.Take();

        Assert.Equal(501, taken.Count);
        Assert.Equal(2_000, taken.Values.Sum(one => one.Count));
        Assert.Equal(1_500, taken.Single(one => one.Key.Kind == "many").Value.Count);
    }

    [Fact]
    public async Task What_cannot_be_written_waits_and_is_counted_once()
    {
        var mishap = MishapOf("Patience");
        await shop.SqlAsync("alter table operations.incident rename to elsewhere");
        for (var i = 0; i < 7; i++) shop.Database.Mishaps.Note(mishap, "It broke.");
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(shop.WriteAsync);
        for (var i = 0; i < 4; i++) shop.Database.Mishaps.Note(mishap, "It broke.");
        await shop.SqlAsync("alter table operations.elsewhere rename to incident");

        await shop.WriteAsync();

        Assert.Equal(11L, await shop.SqlAsync("select count from operations.incident where kind = 'Patience'"));
        // Its own trouble is no incident.
        Assert.Equal(0L, await shop.SqlAsync(
            "select count(*) from operations.incident where place like '%KeepIncidents%'"));
    }

    [Fact]
    public async Task A_batch_that_was_written_though_nobody_was_told_is_not_counted_again()
    {
        await shop.BreakAsync(MishapOf("Twice"), 3);
        await shop.SqlAsync("update operations.incident_batch set number = number + 1");

        await shop.BreakAsync(MishapOf("Twice"), 3);

        Assert.Equal(3L, await shop.SqlAsync("select count from operations.incident where kind = 'Twice'"));
    }

    [Fact]
    public async Task Somebody_is_at_it_then_it_is_resolved_and_what_comes_back_names_it()
    {
        await shop.BreakAsync(MishapOf("Lamp"));
        var first = await IdAsync("Lamp");
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(first, "acknowledge", "I look.")).StatusCode);
        var again = await PostAsync(first, "acknowledge", null);
        Assert.Equal((HttpStatusCode.Conflict, "incident_not_open"), (again.StatusCode, await again.CodeAsync()));
        await shop.BreakAsync(MishapOf("Lamp"));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(first, "resolve", "New bulb.")).StatusCode);

        await shop.BreakAsync(MishapOf("Lamp"));

        var file = await FileAsync("Lamp");
        Assert.Equal((first, 1L), (
            file.GetProperty("incident").GetProperty("former").GetGuid(),
            file.GetProperty("incident").GetProperty("count").GetInt64()));
        Assert.Equal("opened|acknowledged I look.|resolved New bulb.", await shop.SqlAsync($"""
            select string_agg(concat_ws(' ', step, note), '|' order by id)
            from operations.incident_step where incident_id = '{first}'
            """));
        Assert.Equal(
            [
                """ResolveIncident done incident {"state":"acknowledged"} {"state":"resolved"} New bulb.""",
                """AcknowledgeIncident done incident {"state":"open"} {"state":"acknowledged"} I look.""",
            ],
            await shop.AuditsOfAsync(first));
        Assert.Equal("2 resolved", await shop.SqlAsync(
            $"select count || ' ' || state from operations.incident where id = '{first}'"));
    }

    [Fact]
    public async Task What_was_noted_before_it_was_resolved_does_not_come_back()
    {
        await shop.BreakAsync(MishapOf("Late"));
        var id = await IdAsync("Late");
        shop.Database.Mishaps.Note(MishapOf("Late"), "It broke.", DateTime.UtcNow.AddSeconds(-5));
        await shop.SqlAsync($"update operations.incident set resolved_at = now() where id = '{id}'");

        await shop.WriteAsync();

        Assert.Equal("1 2", await shop.SqlAsync(
            "select count(*) || ' ' || max(count) from operations.incident where kind = 'Late'"));
    }

    [Fact]
    public async Task What_does_not_answer_is_an_incident_and_resolves_by_itself()
    {
        shop.Part.IsDown = true;
        var watch = shop.Services.GetRequiredService<WatchVitals>();
        await watch.LookAsync(TestContext.Current.CancellationToken);
        await watch.LookAsync(TestContext.Current.CancellationToken);
        await shop.WriteAsync();
        shop.Part.IsDown = false;
        var file = await FileAsync("no answer");
        Assert.Equal(("outage", "kafka", 2L), (
            file.GetProperty("incident").GetProperty("source").GetString(),
            file.GetProperty("incident").GetProperty("service").GetString(),
            file.GetProperty("incident").GetProperty("count").GetInt64()));
        Assert.Equal(["No broker at ‹address› answers ‹e-mail›"], Messages(file));

        await shop.SqlAsync("""
            update operations.incident set first_at = now() - interval '1 hour', last_at = now() - interval '6 minutes'
            where kind = 'no answer'
            """);
        await shop.TellAsync();

        Assert.Equal("resolved by itself", await shop.SqlAsync("""
            select state || case when resolved_by is null then ' by itself' else '' end
            from operations.incident where kind = 'no answer'
            """));
    }

    [Fact]
    public async Task A_job_that_was_given_up_is_one_until_it_is_done()
    {
        var id = Id.New();
        await shop.BreakAsync(new Mishap(Mishap.Job, "IOException", "nobody", "nobody.runs-this", Severity.Error));
        await shop.SqlAsync($"""
            insert into kernel.job (id, kind, body, due_at, parked_at, attempts, last_error)
            values ('{id}', 'nobody.runs-this', '{"{}"}', now(), now(), 12, 'no paper');
            update operations.incident set first_at = now() - interval '1 hour', last_at = now() - interval '1 minute'
            where place = 'nobody.runs-this'
            """);
        await shop.TellAsync();
        Assert.Equal("open", await StateAsync());

        await shop.SqlAsync($"delete from kernel.job where id = '{id}'");
        await shop.TellAsync();

        Assert.Equal("resolved", await StateAsync());

        async Task<string?> StateAsync() => (string?)await shop.SqlAsync(
            "select state from operations.incident where place = 'nobody.runs-this'");
    }

    [Fact]
    public async Task However_many_stay_broken_what_is_done_is_resolved()
    {
        const int Many = 205;
        for (var i = 0; i < Many; i++)
            shop.Database.Mishaps.Note(
                new Mishap(Mishap.Job, "IOException", "nobody", $"nobody.runs-{i:000}", Severity.Error), "It broke.");
        await shop.WriteAsync();
        await shop.SqlAsync($"""
            insert into kernel.job (id, kind, body, due_at, parked_at, attempts, last_error)
            select gen_random_uuid(), place, '{"{}"}', now(), now(), 12, 'no paper'
            from operations.incident where place ~ '^nobody.runs-[0-9]' and resolved_at is null
            """);
        await shop.SqlAsync("""
            update operations.incident set first_at = now() - interval '1 hour', last_at = now() - interval '1 minute'
            where place ~ '^nobody.runs-[0-9]'
            """);
        var newest = (string)(await shop.SqlAsync("""
            select place from operations.incident where place ~ '^nobody.runs-[0-9]' order by id desc limit 1
            """))!;
        await shop.SqlAsync($"delete from kernel.job where kind = '{newest}'");

        await shop.TellAsync();

        Assert.Equal(newest, await shop.SqlAsync("""
            select string_agg(place, ' ') from operations.incident
            where place ~ '^nobody.runs-[0-9]' and state = 'resolved'
            """));
        await shop.SqlAsync("delete from kernel.job where kind ~ '^nobody.runs-[0-9]'");
        await shop.TellAsync();
        Assert.Equal((long)Many, await shop.SqlAsync("""
            select count(*) from operations.incident where place ~ '^nobody.runs-[0-9]' and state = 'resolved'
            """));
    }

    [Fact]
    public async Task A_process_that_could_not_start_leaves_word()
    {
        await Wide.NoteFailedStart.WriteAsync(
            shop.Services, new InvalidOperationException("The key file is not there."));

        Assert.Equal("startup critical", await shop.SqlAsync("""
            select source || case when severity = 3 then ' critical' end from operations.incident
            where source = 'startup'
            """));
    }

    [Theory]
    [InlineData("Mail to ana.souza@example.com failed", "Mail to ‹e-mail› failed")]
    [InlineData("Key (id)=(0192aaaa-1111-7000-8000-000000000000) exists", "Key (id)=(‹id›) exists")]
    [InlineData("token sk_live_9f8e7d6c5b4a39281706 refused", "token ‹token› refused")]
    [InlineData("call +55 11 91234-5678 now", "call +‹number› now")]
    [InlineData("value 'Ana Souza' is too long", "value ‹text› is too long")]
    [InlineData("column \"full_name\" of 10.0.0.7 is null", "column \"full_name\" of ‹address› is null")]
    [InlineData("404 of 12 tries", "404 of 12 tries")]
    public void Messages_are_kept_without_what_could_be_somebodys(string said, string kept) =>
        Assert.Equal(kept, Scrub.Clean(said));

    [Fact]
    public async Task How_many_are_open_is_told_to_those_who_measure()
    {
        await shop.BreakAsync(MishapOf("Counted") with { Severity = Severity.Info });

        var page = await shop.Http.GetStringAsync("/metrics");

        Assert.Contains("feria_incidents_open{severity=\"info\"} 1\n", page);
    }

    [Fact]
    public async Task Who_may_not_look_after_it_sees_and_moves_nothing()
    {
        await shop.BreakAsync(MishapOf("Private"));
        var id = await IdAsync("Private");
        using var other = shop.As(Guid.NewGuid(), Contracts.Permission.ManageOrders);

        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/api/v1/admin/incidents")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await other.PostAsJsonAsync($"/api/v1/admin/incidents/{id}/resolve", new { })).StatusCode);
        Assert.Equal("open", await shop.SqlAsync($"select state from operations.incident where id = '{id}'"));
    }

    internal static Mishap MishapOf(string kind) =>
        new(Mishap.Error, kind, "test", "A place Where.ItBreaks", Severity.Error);

    async Task<Guid> IdAsync(string kind) => (Guid)(await shop.SqlAsync(
        $"select id from operations.incident where kind = '{kind}' order by id desc limit 1"))!;

    async Task<JsonElement> FileAsync(string kind) => await shop.Operator.GetFromJsonAsync<JsonElement>(
        $"/api/v1/admin/incidents/{await IdAsync(kind)}");

    Task<HttpResponseMessage> PostAsync(Guid id, string what, string? note) =>
        shop.Operator.PostAsJsonAsync($"/api/v1/admin/incidents/{id}/{what}", new { note });

    static string[] Messages(JsonElement file) =>
        [.. file.GetProperty("messages").EnumerateArray().Select(one => one.GetString()!)];

    async Task<long> BatchesAsync() =>
        Convert.ToInt64(await shop.SqlAsync("select coalesce(sum(number), 0) from operations.incident_batch"));
}
