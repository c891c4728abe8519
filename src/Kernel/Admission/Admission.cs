using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>Marks what whoever watches the process asks, as often as it likes.</summary>
public sealed record ForMachines;

/// <summary>
/// A request on its way through the database's doors. It has its place inside only while it works there, so a slow
/// sender or a gateway that thinks keeps nobody out, and who needs nothing of the database never waits. What works in
/// the background goes through no door. docs/decisions/0100-refused-soon-not-served-late.md.
/// </summary>
public sealed class Admission
{
    static readonly AsyncLocal<Admission?> Ambient = new();

    readonly Lock gate = new();
    readonly HashSet<Door> insideOf = [];
    Rank rank = Rank.Other;
    bool isRefused;

    Admission()
    {
    }

    /// <summary>From now on this request comes first: what was done for it stands.</summary>
    public static void Begin()
    {
        if (Ambient.Value is { } mine) mine.rank = Rank.Begun;
    }

    /// <summary>Null where there is nothing to give back. What is refused once is refused for good.</summary>
    internal static ValueTask<Pass?> EnterAsync(Door door, CancellationToken stop) =>
        Ambient.Value is { } mine ? mine.GoAsync(door, stop) : ValueTask.FromResult<Pass?>(null);

    async ValueTask<Pass?> GoAsync(Door door, CancellationToken stop)
    {
        if (isRefused) throw new Overloaded();
        // Whoever is inside is never made to wait for those who wait for it.
        lock (gate)
            if (insideOf.Contains(door)) return null;
        try
        {
            await door.EnterAsync(rank, stop);
        }
        catch (Overloaded)
        {
            isRefused = true;
            throw;
        }

        rank = Rank.Begun;
        lock (gate) insideOf.Add(door);
        return new(this, door);
    }

    /// <summary>A place inside; given back once.</summary>
    internal sealed class Pass(Admission mine, Door door) : IDisposable
    {
        int isBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isBack, 1) != 0) return;
            lock (mine.gate) mine.insideOf.Remove(door);
            door.Leave();
        }
    }

    /// <summary>Outside of what answers faults: the page that tells of one asks questions too.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        Ambient.Value = new();
        return next(context);
    });

    /// <summary>After routing: now it is known how urgent it is.</summary>
    public static void UseRanks(WebApplication app) => app.Use((context, next) =>
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ForMachines>() is not null) Ambient.Value = null;
        else if (Ambient.Value is { rank: Rank.Other } mine && IsUrgent(endpoint)) mine.rank = Rank.Till;
        return endpoint?.Metadata.GetMetadata<InLine>() is { } line && line.IsTooLong(context.RequestServices)
            ? KernelRefusals.Overloaded.AsProblem().ExecuteAsync(context)
            : next(context);
    });

    static bool IsUrgent(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<InTill>() is not null
        || endpoint?.Metadata.GetMetadata<AccessRule>()?.Who == Audience.Permission;
}

/// <summary>
/// Marks what is done together with what others ask: where their line is too long already, it is refused before
/// anything of it was read.
/// </summary>
public sealed record InLine(Func<IServiceProvider, bool> IsTooLong);

/// <summary>Marks what somebody asks who is buying.</summary>
public sealed record InTill;

public static class Ranked
{
    /// <summary>Whoever asks this is buying, and goes before those who look around.</summary>
    public static T InTheTill<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new InTill());
}
