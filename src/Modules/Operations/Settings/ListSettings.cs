using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Everything an operator can set, sorted by its name: as many as the code declares.</summary>
public static class ListSettings
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/settings", Handle)
        .WithName(nameof(ListSettings))
        .RequireAccess(Permission.ManageSettings);

    static async Task<Ok<Page<SettingFile>>> Handle(
        SettingBook book, Database database, IAccountBook accounts, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(new Page<SettingFile>(
            await SettingFile.ReadAsync(
                session, book, accounts, [.. book.All.OrderBy(one => one.Setting.Key, StringComparer.Ordinal)], stop),
            null));
    }
}
