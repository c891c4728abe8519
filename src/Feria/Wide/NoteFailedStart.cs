using Feria.Operations;
using Npgsql;

namespace Feria.Wide;

/// <summary>A process that could not start, or was stopped by its own fault, leaves word of it.</summary>
public static class NoteFailedStart
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task WriteAsync(IServiceProvider services, Exception fault)
    {
        try
        {
            var deepest = fault.GetBaseException();
            services.GetRequiredService<Database>().Mishaps.Note(
                new Mishap(Mishap.Startup, deepest.GetType().Name, "feria", "start", Severity.Critical),
                deepest.Message);
            await services.GetRequiredService<KeepIncidents>().WriteAsync().WaitAsync(Patience);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // The fault itself is told by who ran it.
        }
    }
}
