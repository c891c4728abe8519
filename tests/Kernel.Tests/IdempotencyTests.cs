using System.Net;

namespace Feria.Kernel.Tests;

public sealed class IdempotencyTests(KernelHost host) : IClassFixture<KernelHost>
{
    readonly string key = Guid.NewGuid().ToString();
    readonly string note = $$"""{"text":"{{Guid.NewGuid()}}","count":3}""";

    [Fact]
    public async Task Fifty_at_once_are_one_and_get_one_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.PostAsync("/notes", note, key)));

        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(bodies.Distinct());
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        await host.PostAsync("/notes", note, key);
        var other = await host.PostAsync("/notes", note.Replace("3", "4"), key);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("idempotency_key_reused", await other.Content.ReadAsStringAsync());
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task Another_caller_has_keys_of_their_own()
    {
        var first = await host.PostAsync("/notes", note, key);
        var second = await host.PostAsync("/notes", note, key, TwoCallers.Ana);

        Assert.NotEqual(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(2L, await NotesAsync());
    }

    [Fact]
    public async Task A_refusal_is_kept_as_well_as_a_success()
    {
        var before = (long)(await host.SqlAsync("select count(*) from asked"))!;

        var first = await host.PostAsync("/full", "{}", key);
        var second = await host.PostAsync("/full", "{}", key);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(before + 1, await host.SqlAsync("select count(*) from asked"));
    }

    [Fact]
    public async Task What_failed_in_a_bug_or_a_shape_can_be_tried_again_under_the_same_key()
    {
        host.Gate.Breaks = true;
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.PostAsync("/broken", "{}", key)).StatusCode);
        host.Gate.Breaks = false;
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/broken", "{}", key)).StatusCode);

        var other = Guid.NewGuid().ToString();
        var empty = await host.PostAsync("/notes", """{"text":"","count":1}""", other);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync("/notes", note, other)).StatusCode);
    }

    [Fact]
    public async Task While_the_first_runs_a_second_waits_for_its_answer()
    {
        host.Gate.Open = new TaskCompletionSource();
        var first = host.PostAsync("/notes/slow", note, key);
        await host.Gate.Entered.WaitAsync();
        var second = host.PostAsync("/notes/slow", note, key);
        await Task.Delay(200);
        Assert.False(second.IsCompleted);
        host.Gate.Open.SetResult();

        Assert.Equal(
            await (await first).Content.ReadAsStringAsync(), await (await second).Content.ReadAsStringAsync());
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task A_second_that_waited_long_enough_is_told_to_come_back()
    {
        host.Gate.Open = new TaskCompletionSource();
        var first = host.PostAsync("/notes/slow", note, key);
        await host.Gate.Entered.WaitAsync();

        var second = await host.PostAsync("/notes/slow", note, key);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), second.Headers.RetryAfter?.Delta);
        host.Gate.Open.SetResult();
        Assert.Equal(HttpStatusCode.Created, (await first).StatusCode);
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task A_claim_of_a_dead_process_is_taken_over_once_its_lease_is_out()
    {
        await host.PostAsync("/notes", note, key);
        await host.SqlAsync("""
            delete from note;
            update kernel.idempotency set answer = null, status = null, leased_until = now() - interval '1 second'
            """);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.PostAsync("/notes", note, key)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task Whoever_lost_its_lease_changes_nothing()
    {
        host.Gate.Open = new TaskCompletionSource();
        var first = host.PostAsync("/notes/slow", note, key);
        await host.Gate.Entered.WaitAsync();
        await host.SqlAsync("update kernel.idempotency set leased_until = now() - interval '1 s' where answer is null");
        var second = host.PostAsync("/notes/slow", note, key);
        await host.Gate.Entered.WaitAsync();
        host.Gate.Open.SetResult();

        HttpResponseMessage[] answers = [await first, await second];
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(1L, await NotesAsync());
    }

    [Fact]
    public async Task The_database_alone_tells_neither_question_nor_answer()
    {
        var answer = await host.PostAsync("/notes", note, key);
        var id = (await answer.Content.ReadAsStringAsync()).Split('"')[3];

        var kept = (string)(await host.SqlAsync("select string_agg(i::text, ' ') from kernel.idempotency i"))!;
        var asked = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"/notes\n{note}")));

        Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(id)), kept);
        Assert.DoesNotContain(asked, kept);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with\ta tab")]
    public async Task A_malformed_key_is_refused(string malformed)
    {
        var answer = await host.PostAsync("/notes", note, malformed);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0L, await NotesAsync());
    }

    Task<object?> NotesAsync() => host.SqlAsync($"select count(*) from note where text = '{note.Split('"')[3]}'");
}
