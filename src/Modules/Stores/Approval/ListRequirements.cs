using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>What is asked of every store before it may sell.</summary>
public static class ListRequirements
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/store-requirements", Handle)
        .WithName(nameof(ListRequirements))
        .RequireAccess(Permission.ManageStores);

    /// <param name="Kind">computed, attested or verified.</param>
    /// <param name="Needed">Whether a store may not sell without it.</param>
    /// <param name="Words">What a requirement of the platform's own is called, by language.</param>
    public sealed record Asked(
        string Name, string Kind, bool Needed, int Position, IReadOnlyDictionary<string, string> Words);

    static async Task<Ok<Page<Asked>>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<Asked>(
            [
                .. (await session.ListAsync<Row>(ListSql)).Select(row => new Asked(
                    row.Name, row.Kind, row.Needed, row.Position,
                    JsonSerializer.Deserialize<Dictionary<string, string>>(row.Words, Json.Options)!)),
            ],
            null));
    }

    sealed record Row(string Name, string Kind, bool Needed, int Position, string Words);

    const string ListSql = """
        -- stores.list-requirements.list
        select name, kind, is_needed as needed, position, words::text as words
        from stores.requirement
        order by position, name
        limit 100
        """;
}
