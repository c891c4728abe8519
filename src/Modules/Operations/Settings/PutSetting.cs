using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// Sets something, now or from a time on; in all processes within about a second. It is made on the version that was
/// seen: where somebody else changed it meanwhile, it is refused with what stands now.
/// </summary>
public static class PutSetting
{
    static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/settings/{key}", Handle)
        .WithName(nameof(PutSetting))
        .RequireAccess(Permission.ManageSettings)
        .Refuses(Refusals.SettingNotFound, Refusals.SettingInvalid, Refusals.SettingChanged,
            Refusals.SettingTimeWrong, Refusals.SettingTooManyToCome)
        .WithExample(new Body(JsonSerializer.SerializeToElement(14), 0, "The law asks for a fortnight.", null));

    /// <param name="Value">Of the setting's type; null makes it what it usually is.</param>
    /// <param name="Version">What you saw.</param>
    /// <param name="Why">Kept with the change; nothing of persons.</param>
    /// <param name="From">From when it counts; now where it is left out.</param>
    public sealed record Body(
        JsonElement? Value, [Range(0, int.MaxValue)] int Version, [Required, OneLine(400)] string Why,
        DateTimeOffset? From);

    static async Task<Results<Ok<SettingFile>, ProblemHttpResult>> Handle(
        string key, Body body, Caller caller, SettingBook book, Database database, IAccountBook accounts,
        TimeProvider clock, CancellationToken stop)
    {
        if (book.Find(key) is not { } known) return Refusals.SettingNotFound.AsProblem();
        var value = body.Value is { ValueKind: JsonValueKind.Null } ? null : body.Value;
        if (Refuse(known, value, body.From, clock.GetUtcNow()) is { } refusal) return refusal.AsProblem();
        return await WriteAsync(
            known, book, database, accounts, clock, caller, body.Version, _ => (value, null),
            body.Why, body.From, stop);
    }

    internal static Refusal? Refuse(KnownSetting known, JsonElement? value, DateTimeOffset? from, DateTimeOffset now) =>
        value is { } said && known.Setting.FaultOf(said) is { } fault
            ? Refusals.SettingInvalid.With("fault", fault).At("value")
            : from is { } at && (at < now.AddMinutes(-1) || at > now + Furthest)
                ? Refusals.SettingTimeWrong.At("from")
                : null;

    /// <param name="valueOf">What it is to be, by the version that stands (0 for none): the value, and what that
    /// undoes.</param>
    internal static async Task<Results<Ok<SettingFile>, ProblemHttpResult>> WriteAsync(
        KnownSetting known, SettingBook book, Database database, IAccountBook accounts, TimeProvider clock,
        Caller caller, int version,
        Func<IReadOnlyList<SettingVersions.Kept>, (JsonElement? Value, int? Undoes)> valueOf, string why,
        DateTimeOffset? from, CancellationToken stop)
    {
        var key = known.Setting.Key;
        await using var tx = await database.WriteAsync(stop);
        // Whoever sets the same waits here.
        await tx.ExecuteAsync(LockSql, new { key });
        var last = await SettingVersions.HistoryAsync(tx, key, int.MaxValue, SettingVersions.MostToCome + 2);
        if ((last.FirstOrDefault()?.Version ?? 0) != version)
            return Refusals.SettingChanged
                .With("current", (await SettingFile.ReadAsync(tx, book, accounts, [known], stop))[0]).AsProblem();
        var now = clock.GetUtcNow().UtcDateTime;
        if (last.Count >= SettingVersions.MostToCome
            && last.Take(SettingVersions.MostToCome).All(one => one.EffectiveAt > now)
            && from > clock.GetUtcNow()) return Refusals.SettingTooManyToCome.AsProblem();

        var (value, undoes) = valueOf(last);
        await tx.ExecuteAsync(AddSql, new
        {
            key, version = version + 1, value = value?.GetRawText(),
            effectiveAt = from is { } at && at.UtcDateTime > now ? at.UtcDateTime : now,
            now, account = caller.Account!.Value, why = why.Trim(), undoes,
        });
        tx.Audit(
            "setting", key, new { value = book.JsonOf(known.Setting), version },
            new { value, version = version + 1, from }, why.Trim());
        tx.Append(new SettingChanged(key, version + 1));
        // This process knows it at once, the others within a moment.
        var standing = await SettingVersions.StandingAsync(tx, [.. book.All.Select(one => one.Setting.Key)]);
        var file = (await SettingFile.ReadAsync(tx, book, accounts, [known], stop))[0];
        var answer = TypedResults.Ok(file with { Value = book.ValueOf(known.Setting, standing) });
        await tx.CommitAsync(answer);
        book.Take(standing);
        return answer;
    }

    const string LockSql = """
        -- operations.put-setting.lock
        select pg_advisory_xact_lock(hashtextextended('setting ' || @key, 0))
        """;

    const string AddSql = """
        -- operations.put-setting.add
        insert into operations.setting (key, version, value, effective_at, at, account_id, why, undoes)
        values (@key, @version, @value::jsonb, @effectiveAt, @now, @account, @why, @undoes)
        """;
}
