using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Every process, server and queue of the installation: what it is doing and whether it is well.</summary>
public static class GetHealth
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // As a request passes them.
    static readonly string[] Order =
    [
        "gateway", "process", "postgres", "store", "elasticsearch", "kafka", "objects", "payments", "letters", "feed",
        "reactions", "jobs",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/health", HandleAsync)
        .WithName(nameof(GetHealth))
        .RequireAccess(Permission.ManageOperations);

    /// <param name="State">The worst of its parts.</param>
    public sealed record Health(Vital State, DateTimeOffset At, IReadOnlyList<VitalSign> Parts);

    public static async Task<Ok<Health>> HandleAsync(
        IEnumerable<IVitalSigns> all, TimeProvider clock, CancellationToken stop)
    {
        // One after the other: together they would hold a connection each.
        var parts = new List<VitalSign>();
        foreach (var one in all) parts.AddRange(await LookAsync(one, stop));
        parts = [.. parts.OrderBy(part => Array.IndexOf(Order, part.Part))];
        var worst = parts.Select(part => part.State).DefaultIfEmpty(Vital.Fine).Max();
        return TypedResults.Ok(new Health(worst, clock.GetUtcNow(), parts));
    }

    internal static async Task<IReadOnlyList<VitalSign>> LookAsync(IVitalSigns signs, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return await signs.LookAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested) // whatever it is, that part is not well
        {
            var why = fault is OperationCanceledException ? "no answer in time" : fault.GetBaseException().Message;
            return [new(signs.Part, signs.Part, Vital.Bad, new Dictionary<string, object?> { ["why"] = why })];
        }
    }
}
