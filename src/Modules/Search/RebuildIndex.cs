using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Writes every document anew from the catalogue, in the background and while searches go on.</summary>
public static class RebuildIndex
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/rebuild", Handle)
        .WithName(nameof(RebuildIndex))
        .RequireAccess(Permission.ExplainSearch);

    public static async Task<Accepted> Handle(Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        tx.Enqueue(Job.Kind, new Step(Guid.Empty), key: "from the start");
        return await tx.CommitAsync(TypedResults.Accepted((string?)null));
    }

    /// <param name="After">The last product that was done.</param>
    public sealed record Step(Guid After);

    /// <summary>
    /// Does some thousand products, then leaves the rest to the next job: a process that dies or is stopped loses
    /// little.
    /// </summary>
    public sealed class Job(Database database, Indexer indexer, IProductBook products) : Kernel.Job
    {
        public const string Kind = "search.rebuild-index";
        const int Batch = 200;
        const int BatchesAStep = 20;

        public override string Name => Kind;

        public override async Task RunAsync(JsonElement body, CancellationToken stop)
        {
            var after = body.Deserialize<Step>(Json.Options)!.After;
            for (var i = 0; i < BatchesAStep; i++)
            {
                await using var tx = await database.WriteAsync(stop);
                Guid[] ids = [.. await products.WalkAsync(tx, after, Batch)];
                Guid? last = ids.Length == Batch ? ids[^1] : null;
                await indexer.RefreshAsync(tx, ids);
                await indexer.SweepAsync(tx, after, last, ids);
                if (last is null)
                {
                    await tx.CommitAsync();
                    return;
                }

                after = last.Value;
                if (i == BatchesAStep - 1) tx.Enqueue(Kind, new Step(after), key: $"after {after}");
                await tx.CommitAsync();
            }
        }
    }
}
