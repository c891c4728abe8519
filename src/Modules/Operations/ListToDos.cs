using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>What waits for whoever asks: of each kind of work their roles allow, how much and since when.</summary>
public static class ListToDos
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/to-dos", Handle)
        .WithName(nameof(ListToDos))
        .RequireStaff();

    /// <param name="Many">Up to 1,000; more is told as 1,000.</param>
    /// <param name="Since">Since when the oldest waits.</param>
    public sealed record Waiting(string Name, int Many, DateTime? Since);

    static async Task<Ok<Page<Waiting>>> Handle(
        Caller caller, IEnumerable<IToDo> all, Database database, CancellationToken stop)
    {
        var found = new List<Waiting>();
        await using var session = await database.ReadAsync(stop);
        foreach (var work in all.Where(work => caller.May(work.Permission)))
        {
            var count = await work.CountAsync(session);
            found.Add(new(work.Name, count.Many, count.Since));
        }

        return TypedResults.Ok(new Page<Waiting>(found, null));
    }
}
