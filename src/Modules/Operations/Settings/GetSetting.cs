using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>One setting, with what it can be.</summary>
public static class GetSetting
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/settings/{key}", Handle)
        .WithName(nameof(GetSetting))
        .RequireAccess(Permission.ManageSettings)
        .Refuses(Refusals.SettingNotFound);

    static async Task<Results<Ok<SettingFile>, ProblemHttpResult>> Handle(
        string key, SettingBook book, Database database, IAccountBook accounts, CancellationToken stop)
    {
        if (book.Find(key) is not { } known) return Refusals.SettingNotFound.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok((await SettingFile.ReadAsync(session, book, accounts, [known], stop))[0]);
    }
}
