namespace Feria.SandboxGateway.Tests;

public sealed class JournalTests : IAsyncLifetime
{
    Gateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await Gateway.StartAsync();
    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task Every_answered_charge_survives_a_kill_in_the_middle_of_many()
    {
        var paid = new List<string>();
        var callers = Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var intent = await gateway.Create();
                    var (status, _) = await gateway.Confirm(intent, "tok_approve");
                    if (status == 200) lock (paid) paid.Add(intent);
                }
            }
            catch (HttpRequestException)
            {
                // Killed, as this test wants.
            }
        }).ToList();
        await Eventually.True(() => { lock (paid) return paid.Count > 100; });
        await gateway.KillAndStartAgain();
        await Task.WhenAll(callers.Select(caller => Task.WhenAny(caller, Task.Delay(5_000))));

        foreach (var intent in paid) Assert.Equal("succeeded", await gateway.StatusOf(intent));
    }

    [Fact]
    public async Task After_a_kill_keys_answer_as_before_and_refunds_are_remembered()
    {
        var intent = await gateway.Create(1_000);
        var before = await gateway.Confirm(intent, "tok_approve", "pay");
        var refund = await gateway.Post("/v1/refunds", new { intent, amount = 400 }, "give-back");
        await gateway.KillAndStartAgain();

        Assert.Equal(before.Body.GetProperty("version").GetInt32(),
            (await gateway.Confirm(intent, "tok_approve", "pay")).Body.GetProperty("version").GetInt32());
        Assert.Equal(refund.Body.GetRawText(),
            (await gateway.Post("/v1/refunds", new { intent, amount = 400 }, "give-back")).Body.GetRawText());
        Assert.Equal(422, (await gateway.Post("/v1/refunds", new { intent, amount = 601 })).Status);
    }

    [Fact]
    public async Task A_slow_charge_interrupted_by_a_kill_is_still_made()
    {
        var intent = await gateway.Create();
        var slow = gateway.Confirm(intent, "tok_slow", "slow");
        await Eventually.True(() => gateway.StatusOf(intent).GetAwaiter().GetResult() == "processing");
        await gateway.KillAndStartAgain();
        await Assert.ThrowsAsync<HttpRequestException>(() => slow);

        await Eventually.True(() => gateway.StatusOf(intent).GetAwaiter().GetResult() == "succeeded");
        Assert.Equal(200, (await gateway.Confirm(intent, "tok_slow", "slow")).Status);
    }

    [Fact]
    public async Task A_line_cut_off_in_the_middle_is_dropped_and_the_rest_read()
    {
        var intent = await gateway.Create();
        await gateway.Confirm(intent, "tok_approve");
        await File.AppendAllTextAsync(gateway.JournalPath, """{"at":"2026-01-01T00:00:00Z","intents":[{"i""");
        await gateway.KillAndStartAgain();

        Assert.Equal("succeeded", await gateway.StatusOf(intent));
        var next = await gateway.Create();
        await gateway.KillAndStartAgain();
        Assert.Equal("requires_payment", await gateway.StatusOf(next));
    }
}
