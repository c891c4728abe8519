using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Whether the account has a second step, and how many recovery codes are left of it.</summary>
public static class GetSecondStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/second-step", HandleAsync)
        .WithName(nameof(GetSecondStep))
        .RequireAccount();

    /// <param name="IsOwed">Whether it is asked of this account, and nothing of the back office opens before.</param>
    /// <param name="Since">Null where there is none.</param>
    public sealed record State(bool IsOwed, DateTimeOffset? Since, int RecoveryCodes);

    public static async Task<Ok<State>> HandleAsync(Caller caller, Database db, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        var row = await session.OneOrNullAsync<Row>(FindSql, new { db.Region, caller.Account });
        return TypedResults.Ok(new State(caller.OwesSecondStep, row?.ConfirmedAt, (int)(row?.Codes ?? 0)));
    }

    sealed record Row(DateTime ConfirmedAt, long Codes);

    const string FindSql = """
        -- accounts.get-second-step.find
        select s.confirmed_at, (
            select count(*) from accounts.recovery_code c
            where c.region = s.region and c.account_id = s.account_id) as codes
        from accounts.second_step s
        where s.region = @Region and s.account_id = @Account and s.confirmed_at is not null
        """;
}
