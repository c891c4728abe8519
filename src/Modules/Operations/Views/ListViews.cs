using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>The caller's own views of one table, by their names.</summary>
public static class ListViews
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/views", Handle)
        .WithName(nameof(ListViews))
        .RequireStaff();

    public static async Task<Ok<Page<SavedView>>> Handle(
        [Required, StringLength(100)] string place, Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<SavedView>(
            await session.ListAsync<SavedView>(ListSql, new { caller.Account, place, SavedView.Most }), null));
    }

    const string ListSql = """
        -- operations.list-views.list
        select place, name, query
        from operations.saved_view
        where account_id = @Account and place = @place
        order by name
        limit @Most
        """;
}
