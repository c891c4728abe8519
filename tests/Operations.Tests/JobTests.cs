using System.Net;
using System.Text.Json;

namespace Feria.Operations.Tests;

public sealed class JobTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Jobs_are_listed_by_state_and_counted()
    {
        var parked = await PutAsync("parked_at = now(), last_error = 'no paper'");

        var queue = await desk.GetAsync("/admin/jobs?state=parked&limit=100");

        var one = queue.GetProperty("items").EnumerateArray().Single(job => job.GetProperty("id").GetGuid() == parked);
        Assert.Equal(("parked", "no paper"),
            (one.GetProperty("state").GetString(), one.GetProperty("lastError").GetString()));
        Assert.InRange(queue.GetProperty("counts").GetProperty("parked").GetInt64(), 1, 100);
        Assert.DoesNotContain(
            (await desk.GetAsync("/admin/jobs?state=failing&limit=100")).GetProperty("items").EnumerateArray(),
            job => job.GetProperty("id").GetGuid() == parked);
    }

    [Fact]
    public async Task A_parked_job_runs_again_with_all_its_tries()
    {
        var job = await PutAsync("parked_at = now(), attempts = 12, last_error = 'no paper'");

        Assert.Equal(HttpStatusCode.NoContent, (await desk.PostAsync($"/admin/jobs/{job}/retry", new { })).StatusCode);

        Assert.Equal("0 due", await desk.SqlAsync($"""
            select attempts || case when parked_at is null and due_at <= now() then ' due' end
            from kernel.job where id = '{job}'
            """));
    }

    [Fact]
    public async Task Where_the_same_work_was_ordered_anew_the_new_order_stands()
    {
        var old = await PutAsync("parked_at = now(), last_error = 'no paper', key = 'same'");
        var fresh = await PutAsync("key = 'same'");

        Assert.Equal(HttpStatusCode.Conflict, (await desk.PostAsync($"/admin/jobs/{old}/retry", new { })).StatusCode);

        Assert.Equal(fresh, await desk.SqlAsync("select id from kernel.job where key = 'same' and parked_at is null"));
    }

    [Fact]
    public async Task Only_a_parked_job_can_be_given_up()
    {
        var waiting = await PutAsync("attempts = 0");
        var refused = await desk.DeleteAsync($"/admin/jobs/{waiting}");
        Assert.Equal((HttpStatusCode.Conflict, "job_not_parked"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal(1L, await CountAsync(waiting));

        await desk.SqlAsync($"update kernel.job set parked_at = now() where id = '{waiting}'");
        Assert.Equal(HttpStatusCode.NoContent, (await desk.DeleteAsync($"/admin/jobs/{waiting}")).StatusCode);
        Assert.Equal(0L, await CountAsync(waiting));
    }

    [Fact]
    public async Task A_running_job_is_left_alone()
    {
        var running = await PutAsync("leased_until = now() + interval '1 minute', last_error = 'once'");

        var refused = await desk.PostAsync($"/admin/jobs/{running}/retry", new { });

        Assert.Equal((HttpStatusCode.Conflict, "job_not_retried"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal(1L, await desk.SqlAsync(
            $"select count(*) from kernel.job where id = '{running}' and leased_until is not null"));
    }

    // A kind nobody runs: it stays as it was put.
    async Task<Guid> PutAsync(string how)
    {
        var id = Id.New();
        await desk.SqlAsync($"""
            insert into kernel.job (id, kind, body, due_at) values ('{id}', 'nobody.runs', '{"{}"}', now());
            update kernel.job set {how} where id = '{id}'
            """);
        return id;
    }

    Task<object?> CountAsync(Guid id) => desk.SqlAsync($"select count(*) from kernel.job where id = '{id}'");
}
