using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Every change of a setting, the newest first: what it became, from when, who and why.</summary>
public static class ListSettingChanges
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/settings/{key}/history", Handle)
        .WithName(nameof(ListSettingChanges))
        .RequireAccess(Permission.ManageSettings)
        .Refuses(Refusals.SettingNotFound, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<SettingChange>>, ProblemHttpResult>> Handle(
        string key, int? limit, string? cursor, SettingBook book, Database database, IAccountBook accounts,
        CancellationToken stop)
    {
        if (book.Find(key) is null) return Refusals.SettingNotFound.AsProblem();
        if (!Cursor.TryRead<int?>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var rows = await SettingVersions.HistoryAsync(
            session, key, before ?? int.MaxValue, Cursor.Limit(limit) + 1);
        return TypedResults.Ok(Cursor.Cut(
            await SettingChange.OfAsync(rows, accounts, stop), Cursor.Limit(limit), change => change.Version));
    }
}
