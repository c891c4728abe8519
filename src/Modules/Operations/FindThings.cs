using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// Finds an order, a person, a store, a product … by id, number, e-mail address or name: the best few of each kind the
/// caller may look at.
/// </summary>
public static class FindThings
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/find", Handle)
        .WithName(nameof(FindThings))
        .RequireStaff();

    /// <param name="Id">By which its page is addressed.</param>
    public sealed record Found(string Kind, string Id, string Title, string? Note);

    static async Task<Ok<Page<Found>>> Handle(
        [Required, Length(2, 200)] string q, Caller caller, IEnumerable<IFindable> all, Database database,
        CancellationToken stop)
    {
        var text = q.Trim();
        var sought = new SoughtThing(text, Guid.TryParse(text, out var id) ? id : null);
        var found = new List<Found>();
        await using var session = await database.ReadAsync(stop);
        foreach (var kind in all.Where(kind => caller.May(kind.Permission)))
            found.AddRange((await kind.FindAsync(session, sought))
                .Take(IFindable.AtMost)
                .Select(thing => new Found(kind.Kind, thing.Id, thing.Title, thing.Note)));
        return TypedResults.Ok(new Page<Found>(found, null));
    }
}
