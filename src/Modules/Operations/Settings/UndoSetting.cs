using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Takes the last change of a setting back: what stood before it is a new version, at once.</summary>
public static class UndoSetting
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/settings/{key}/undo", Handle)
        .WithName(nameof(UndoSetting))
        .RequireAccess(Permission.ManageSettings)
        .Refuses(Refusals.SettingNotFound, Refusals.SettingChanged, Refusals.SettingNeverSet, Refusals.SettingInvalid)
        .WithExample(new Body(1, "It was meant for another shop."));

    /// <param name="Version">The change to take back: the last one.</param>
    public sealed record Body([Range(0, int.MaxValue)] int Version, [Required, OneLine(400)] string Why);

    static async Task<Results<Ok<SettingFile>, ProblemHttpResult>> Handle(
        string key, Body body, Caller caller, SettingBook book, Database database, IAccountBook accounts,
        TimeProvider clock, CancellationToken stop)
    {
        if (book.Find(key) is not { } known) return Refusals.SettingNotFound.AsProblem();
        if (body.Version == 0) return Refusals.SettingNeverSet.AsProblem();
        await using (var session = await database.ReadFreshAsync(stop))
            if (ValueBefore(await SettingVersions.HistoryAsync(session, key, body.Version, 1)) is { } value
                && known.Setting.FaultOf(value) is { } fault)
                return Refusals.SettingInvalid.With("fault", fault).AsProblem();
        return await PutSetting.WriteAsync(
            known, book, database, accounts, clock, caller, body.Version,
            last => (ValueBefore([.. last.Skip(1)]), body.Version), body.Why, null, stop);
    }

    static JsonElement? ValueBefore(IReadOnlyList<SettingVersions.Kept> before) =>
        before is [{ Value: { } value }, ..] ? JsonSerializer.Deserialize<JsonElement>(value) : null;
}
