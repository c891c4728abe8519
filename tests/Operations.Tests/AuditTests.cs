using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Operations.Tests;

/// <summary>What staff do and what is denied stands in the audit, once, and can be proved.</summary>
public sealed class AuditTests(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    AuditDesk Audit => desk.Services.GetRequiredService<AuditDesk>();

    // Each test begins with an empty book.
    public async ValueTask InitializeAsync() => await ByHandAsync("""
        delete from kernel.audit_entry;
        update kernel.audit_end set number = 0, hash = decode(repeat('00', 32), 'hex'), at = '-infinity'
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_staff_did_is_one_line_with_what_it_was_and_became()
    {
        var job = await PutJobAsync();
        var who = Guid.NewGuid();
        using var clerk = desk.As(who, Permission.ManageOperations);
        clerk.DefaultRequestHeaders.UserAgent.ParseAdd("Tests/7");

        var answer = await clerk.PostAsync($"/api/v1/admin/jobs/{job}/retry", null);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        var line = Assert.Single(await LinesAsync());
        Assert.Equal(
            (1, "account", who, "RetryJob", "done", "job", job.ToString(), """{"state":"failing"}""",
                """{"state":"waiting"}""", "Tests/7"),
            (line.Number, line.ActorKind, line.Actor, line.Operation, line.Outcome, line.SubjectKind, line.Subject,
                line.Before!.Value.GetRawText(), line.After!.Value.GetRawText(), line.Client));
        Assert.Equal("127.0.0.1", line.Network);
        Assert.Equal(0, await desk.SqlAsync(
            "select position('127.0.0.1'::bytea in origin_sealed) from kernel.audit_entry"));
    }

    [Fact]
    public async Task What_was_denied_is_one_line_and_changes_nothing_else()
    {
        var job = await PutJobAsync();
        using var moderator = desk.As(Guid.NewGuid(), Permission.Moderate);

        var denied = await moderator.PostAsync($"/api/v1/admin/jobs/{job}/retry", null);

        Assert.Equal((HttpStatusCode.Forbidden, "not_allowed"), (denied.StatusCode, await denied.CodeAsync()));
        var line = Assert.Single(await LinesAsync());
        Assert.Equal(
            ("RetryJob", "denied", "not_allowed", job.ToString(), null),
            (line.Operation, line.Outcome, line.Code, line.Subject, line.After?.GetRawText()));
        Assert.Equal(12, await desk.SqlAsync($"select attempts from kernel.job where id = '{job}'"));
    }

    [Fact]
    public async Task Whoever_is_nobody_and_whoever_works_elsewhere_is_denied_in_writing_too()
    {
        await desk.Http.GetAsync("/api/v1/admin/jobs");
        using var stranger = desk.As(Guid.NewGuid());
        var missing = await stranger.GetAsync($"/api/v1/store/{Guid.NewGuid()}/keys");

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(
            ["ListKeys store_not_found account", "ListJobs sign_in_needed nobody"],
            (await LinesAsync()).Select(line => $"{line.Operation} {line.Code} {line.ActorKind}"));
    }

    [Theory]
    [InlineData(true, 1_200, 1_000)]
    [InlineData(false, 60, 20)]
    public async Task Who_tries_all_doors_is_counted_once_it_is_clear(bool isSomebody, int tries, int written)
    {
        using var thief = isSomebody ? desk.As(Guid.NewGuid()) : desk.NewClient();
        try
        {
            // A minute in which nobody else was denied.
            desk.Clock.At = DateTimeOffset.UtcNow.AddHours(1);
            await Task.WhenAll(Enumerable.Range(0, tries).Select(_ => thief.GetAsync("/api/v1/admin/jobs")));
            Assert.Equal((long)written, await desk.SqlAsync("select count(*) from kernel.audit_entry"));

            desk.Clock.At += TimeSpan.FromMinutes(1);
            await thief.GetAsync("/api/v1/admin/jobs");
        }
        finally
        {
            desk.Clock.At = null;
        }

        Assert.Equal($$"""{"alsoDenied":{{tries - written}}}""", (await LinesAsync())[0].After!.Value.GetRawText());
        Assert.Equal(written + 1L, await desk.SqlAsync("select count(*) from kernel.audit_entry"));
        Assert.True((await Audit.VerifyAsync(null, default)).Holds);
    }

    [Fact]
    public async Task In_a_crowd_the_lines_are_without_a_gap_and_each_seal_holds()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => PutJobAsync()));
        using var denied = desk.As(Guid.NewGuid());
        await Task.WhenAll(jobs.SelectMany(job => new Task[]
        {
            desk.PostAsync($"/admin/jobs/{job}/retry", new { }), denied.GetAsync("/api/v1/admin/health"),
        }));

        var proof = await Audit.VerifyAsync(null, default);
        Assert.Equal((120, 120, null), (proof.Lines, proof.Last, proof.Broken));
    }

    [Fact]
    public async Task The_application_can_neither_change_nor_remove_a_line()
    {
        await WriteSomeAsync(1);
        foreach (var sql in (string[])
            [
                "update kernel.audit_entry set code = 'no'", "delete from kernel.audit_entry",
                "truncate kernel.audit_entry",
            ])
            await Assert.ThrowsAsync<PostgresException>(() => desk.SqlAsync(sql));
        Assert.True((await Audit.VerifyAsync(null, default)).Holds);
    }

    [Theory]
    [InlineData("update kernel.audit_entry set operation = 'Nothing' where number = 3", 3, "changed")]
    [InlineData("update kernel.audit_entry set after = null where number = 1", 1, "changed")]
    [InlineData("update kernel.audit_entry set actor = gen_random_uuid() where number = 5", 5, "changed")]
    [InlineData("update kernel.audit_entry set at = at + interval '1 microsecond' where number = 2", 2, "changed")]
    [InlineData("delete from kernel.audit_entry where number = 2", 2, "missing")]
    [InlineData("delete from kernel.audit_entry where number = 5", 5, "missing")]
    [InlineData("delete from kernel.audit_entry", 1, "missing")]
    [InlineData(
        """
        delete from kernel.audit_entry where number = 5;
        update kernel.audit_end set number = 4, hash = (select hash from kernel.audit_entry where number = 4)
        """,
        5, "cut")]
    public async Task Whatever_is_changed_by_hand_is_found_and_named(string tampering, long broken, string why)
    {
        await WriteSomeAsync(5);
        var before = await Audit.VerifyAsync(null, default);
        Assert.True(before.Holds);

        await ByHandAsync(tampering);

        var proof = await Audit.VerifyAsync((before.Last, before.Hash), default);
        Assert.Equal((broken, why), (proof.Broken, proof.Why));
    }

    [Fact]
    public async Task It_is_looked_up_by_who_what_and_when_and_taken_along()
    {
        await WriteSomeAsync(3);
        using var other = desk.As(Guid.NewGuid(), Permission.Moderate);
        await other.GetAsync("/api/v1/admin/jobs");
        using var auditor = desk.As(Guid.NewGuid(), Permission.ReadAudit);
        var lines = await LinesAsync();
        Task<int> CountAsync(string query) => CountOfAsync(auditor, query);

        Assert.Equal(4, await CountAsync(""));
        Assert.Equal(1, await CountAsync("outcome=denied"));
        Assert.Equal(3, await CountAsync("operation=RetryJob&outcome=done"));
        Assert.Equal(1, await CountAsync($"subject={lines[^1].Subject}"));
        Assert.Equal(1, await CountAsync($"actor={lines[^1].Actor}"));
        Assert.Equal(0, await CountAsync("to=2020-01-01"));
        Assert.Equal(4, await CountAsync($"from={DateTime.UtcNow:yyyy-MM-dd}"));

        var first = await auditor.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?limit=3");
        var rest = await auditor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/admin/audit?limit=3&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal([4L, 3L, 2L, 1L], new[] { first, rest }.SelectMany(page => page.GetProperty("items")
            .EnumerateArray()).Select(item => item.GetProperty("line").GetProperty("number").GetInt64()));

        var file = (await auditor.GetStringAsync("/api/v1/admin/audit.csv?outcome=done")).Split("\r\n");
        Assert.StartsWith("number,at,actor_kind,actor,", file[0]);
        Assert.Equal(5, file.Length);
        Assert.Contains("\"{\"\"state\"\":\"\"failing\"\"}\"", file[1]);
    }

    static async Task<int> CountOfAsync(HttpClient auditor, string query) =>
        (await auditor.GetFromJsonAsync<JsonElement>($"/api/v1/admin/audit?limit=100&{query}"))
        .GetProperty("items").GetArrayLength();

    async Task WriteSomeAsync(int many)
    {
        for (var i = 0; i < many; i++)
            Assert.Equal(
                HttpStatusCode.NoContent,
                (await desk.PostAsync($"/admin/jobs/{await PutJobAsync()}/retry", new { })).StatusCode);
    }

    async Task<IReadOnlyList<AuditDesk.Told>> LinesAsync()
    {
        await using var session = await desk.Database.ReadAsync();
        return await Audit.ListAsync(session, new(null, null, null, null, null, null), long.MaxValue, 100);
    }

    // As somebody with the whole database in their hands would.
    async Task ByHandAsync(string sql) => await desk.SqlAsync($"""
        begin;
        grant update, delete, truncate on all tables in schema kernel to current_user;
        {Guarded("disable")};
        {sql};
        {Guarded("enable")};
        commit;
        """);

    static string Guarded(string how) => $"""
        do $$
        declare
            page regclass;
        begin
            for page in select relid from pg_partition_tree('kernel.audit_entry') loop
                execute format('alter table %s {how} trigger user', page);
            end loop;
        end $$
        """;

    async Task<Guid> PutJobAsync()
    {
        var id = Id.New();
        await desk.SqlAsync($"""
            insert into kernel.job (id, kind, body, due_at, parked_at, attempts, last_error)
            values ('{id}', 'nobody.runs', '{"{}"}', now(), now(), 12, 'no paper')
            """);
        return id;
    }
}
