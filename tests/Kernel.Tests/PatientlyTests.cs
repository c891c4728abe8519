namespace Feria.Kernel.Tests;

public sealed class PatientlyTests
{
    [Fact]
    public async Task An_outage_is_told_as_it_begins_and_as_it_ends_and_a_fault_each_time()
    {
        var log = new Lines<PatientlyTests>();
        for (var times = 0; times < 2; times++) await DoAsync(() => throw new Outage("nobody is there"));
        await DoAsync(() => Task.CompletedTask);
        await DoAsync(() => Task.CompletedTask);
        for (var times = 0; times < 2; times++) await DoAsync(() => throw new InvalidOperationException("a bug"));

        Assert.Equal(
            [
                "Warning: Background work waits for the database: nobody is there",
                "Information: The database is back; background work goes on",
                "Error: Background work failed; it goes on in a second",
                "Error: Background work failed; it goes on in a second",
            ],
            log.Said);

        Task DoAsync(Func<Task> work) => Patiently.DoAsync(work, log, default);
    }
}
