using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Takes a store off sale for a while. Its listings stay as they are.</summary>
public static class SetHoliday
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/holiday", Handle)
        .WithName(nameof(SetHoliday))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.HolidayOver)
        .WithExample(new Body(new(2026, 12, 27, 8, 0, 0, DateTimeKind.Utc), "Back after Christmas."));

    internal const string Away = "holiday";
    internal const string Back = "holiday_over";

    /// <param name="Until">When it ends by itself, in UTC; null for when somebody ends it.</param>
    /// <param name="Note">What buyers read meanwhile.</param>
    public sealed record Body(DateTime? Until, [OneLine(500, Optional = true)] string? Note);

    static Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, Owners owners, TimeProvider clock,
        CancellationToken stop)
    {
        var until = body.Until?.InUtc();
        var now = clock.GetUtcNow().UtcDateTime;
        return until <= now || until > now.AddDays(366)
            ? Task.FromResult<Results<Ok<StoreFile>, ProblemHttpResult>>(Refusals.HolidayOver.AsProblem())
            : ChangeAsync(store, Away, true, until, body.Note ?? "", caller, database, owners, stop);
    }

    internal static async Task<Results<Ok<StoreFile>, ProblemHttpResult>> ChangeAsync(
        Guid store, string what, bool isAway, DateTime? until, string note, Caller caller, Database database,
        Owners owners, CancellationToken stop)
    {
        var contacts = await owners.OfAsync(store, stop);
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (standing.Status == StoreLife.Closed) return Refusals.WrongStatus.AsProblem();

        await tx.ExecuteAsync(ChangeSql, new { store, isAway, until, note });
        await History.TellAsync(tx, store, what, null, note is "" ? null : note, caller.Account);
        tx.Append(new StoreChanged(store));
        return await tx.CommitAsync(TypedResults.Ok(
            await StoreFile.ReadAsync(tx, store, standing.Role, contacts)));
    }

    const string ChangeSql = """
        -- stores.set-holiday.change
        update stores.store
        set holiday_since = case when @isAway then coalesce(holiday_since, now()) end, holiday_until = @until,
            holiday_note = @note
        where id = @store
        """;
}
