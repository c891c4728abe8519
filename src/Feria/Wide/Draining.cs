namespace Feria.Wide;

/// <summary>
/// A process that is asked to stop says so at <c>/readyz</c> and goes on serving for a while, so that whoever sends it
/// requests stops doing so before it stops listening. What it has begun by then it finishes.
/// </summary>
sealed class Draining(Settings settings, ILogger<Draining> log) : IHostedLifecycleService
{
    volatile bool hasBegun;

    public bool HasBegun => hasBegun;

    public async Task StoppingAsync(CancellationToken stop)
    {
        hasBegun = true;
        if (settings.DrainTime == TimeSpan.Zero) return;
        log.LogInformation("Asked to stop: serving for {Seconds} s more", settings.DrainTime.TotalSeconds);
        await Task.WhenAny(Task.Delay(settings.DrainTime, stop));
    }

    public Task StartingAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken stop) => Task.CompletedTask;
}

static class DrainingServices
{
    // What is in flight when the drain is over gets this long to finish.
    static readonly TimeSpan Finish = TimeSpan.FromSeconds(30);

    public static void AddDraining(this IServiceCollection services, Settings settings) => services
        .AddSingleton<Draining>()
        .AddHostedService(draining => draining.GetRequiredService<Draining>())
        .Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTime + Finish);

    /// <summary>Sends those who keep a connection elsewhere: it would be cut at the end of the drain.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use((context, next) =>
        {
            if (draining.HasBegun) context.Response.Headers.Connection = "close";
            return next(context);
        });
    }
}
