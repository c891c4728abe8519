using System.Diagnostics;
using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Resiliency.Tests;

/// <summary>
/// docs/resiliency.md, row by row: what a shopper meets while a dependency misbehaves, and that it ends.
/// </summary>
public abstract class Matrix(Street street)
{
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    static readonly Dictionary<string, Fault> Faults = new()
    {
        ["down"] = Fault.Cut,
        ["slow"] = Fault.Delay(TimeSpan.FromSeconds(5), ways: Way.ToClient),
        ["half-open"] = Fault.HalfOpen(),
        ["errors"] = Fault.Errors(ofNew: .1, ofPieces: .02, seed: 11),
    };

    /// <summary>
    /// Dependency, fault, how it is paid, which steps may be refused with 503 or given up by the shopper, and how many
    /// seconds anybody waits.
    /// </summary>
    protected async Task HoldsAsync(string dependency, string fault, string method, string mayFail, int seconds)
    {
        Assert.Equal("", Faulty(await street.GoAsync(Token.New(), Token.New(), method), "", 60));
        await street.SettleAsync();
        await street.LookAtProductAsync();
        var (guest, key) = (Token.New(), Token.New());
        var letters = street.Letters;

        IReadOnlyList<Street.Answered> met;
        street[dependency].Set(Faults[fault]);
        try
        {
            met = await street.GoAsync(guest, key, method);
        }
        finally
        {
            street[dependency].Set(Fault.None);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            "; ", met.Select(one => $"{one.Step} {one.Status} {one.Took.TotalSeconds:0.0} s")));
        Assert.Equal("", Faulty(met, mayFail, seconds));

        await RecoverAsync();
        // Said again with its key, it is the same purchase, whatever became of the first call.
        var checkout = await street.BuyInTheEndAsync(guest, key, method);
        Assert.Equal(checkout, await street.BuyInTheEndAsync(guest, key, method));
        await street.SqlAsync("update payments.payment set look_at = now() where look_at is not null");
        await street.SqlAsync("update kernel.job set due_at = now() where parked_at is null and due_at > now()");
        await street.SettleAsync();

        Assert.Equal(0L, await street.SqlAsync("select count(*) from kernel.job where parked_at is not null"));
        Assert.Equal(0L, await street.SqlAsync("select count(*) from kernel.parked_event"));
        var findings = await street.Services.GetRequiredService<VerifyReferences>().RunAsync(null, default);
        Assert.Equal([], findings.Where(one => one.Broken > 0).Select(one => one.Claim));
        // Of the purchase that showed the recovery, and of this; a card whose token was lost waits for its buyer.
        var due = letters + (method == "card" ? 1 : 2);
        for (var watch = Stopwatch.StartNew(); street.Letters < due; await Task.Delay(50))
            Assert.True(watch.Elapsed < Recovery, "The letter of the purchase never came.");
    }

    // What was not as it should be: another status than success, or than 503 where that is written; or too late.
    static string Faulty(IReadOnlyList<Street.Answered> met, string mayFail, int seconds)
    {
        var excused = mayFail.Split(' ').Select(step => step.Replace('-', ' ')).ToHashSet();
        return string.Join("; ", met
            .Where(one => !(one.Status is 200 or 201 || (one.Status is 0 or 503 && excused.Contains(one.Step)))
                || one.Took > TimeSpan.FromSeconds(seconds))
            .Select(one => $"{one.Step}: {one.Status} after {one.Took.TotalSeconds:0.0} s {one.Said}"));
    }

    async Task RecoverAsync()
    {
        var last = "";
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Recovery; await Task.Delay(100))
        {
            last = Faulty(await street.GoAsync(Token.New(), Token.New(), "cash_on_delivery"), "", 60);
            if (last == "") return;
        }

        Assert.Fail($"Not as before within {Recovery}: {last}");
    }
}
