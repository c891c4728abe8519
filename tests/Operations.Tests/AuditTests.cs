using System.Net;
using Feria.Contracts;

namespace Feria.Operations.Tests;

/// <summary>What staff do and what is denied stands in the audit, once, and can be proved.</summary>
public sealed class AuditTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_staff_did_is_one_line_with_what_it_was_and_became()
    {
        var job = await PutJobAsync();
        var before = await CountAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await desk.PostAsync($"/admin/jobs/{job}/retry", new { })).StatusCode);

        Assert.Equal(before + 1, await CountAsync());
        Assert.Equal(
            $$"""account RetryJob done job {{job}} {"state":"failing"} {"state":"waiting"}""",
            await desk.SqlAsync($"""
                select concat_ws(' ', actor_kind, operation, outcome, subject_kind, subject, before, after)
                from kernel.audit_entry where subject = '{job}'
                """));
    }

    [Fact]
    public async Task What_was_denied_is_one_line_and_changes_nothing_else()
    {
        var job = await PutJobAsync();
        using var moderator = desk.As(Guid.NewGuid(), Permission.Moderate);

        var denied = await moderator.PostAsync($"/api/v1/admin/jobs/{job}/retry", null);

        Assert.Equal((HttpStatusCode.Forbidden, "not_allowed"), (denied.StatusCode, await denied.CodeAsync()));
        Assert.Equal("RetryJob denied not_allowed", await desk.SqlAsync("""
            select concat_ws(' ', operation, outcome, code)
            from kernel.audit_entry where outcome = 'denied'
            """));
        Assert.Equal(12, await desk.SqlAsync($"select attempts from kernel.job where id = '{job}'"));
    }

    async Task<Guid> PutJobAsync()
    {
        var id = Id.New();
        await desk.SqlAsync($"""
            insert into kernel.job (id, kind, body, due_at, parked_at, attempts, last_error)
            values ('{id}', 'nobody.runs', '{"{}"}', now(), now(), 12, 'no paper')
            """);
        return id;
    }

    async Task<long> CountAsync() => (long)(await desk.SqlAsync("select count(*) from kernel.audit_entry"))!;
}
