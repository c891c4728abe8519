using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// A person leaves: who they are is erased, what they bought stays without them, and they work in no store any more.
/// </summary>
public static class CloseAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/closure", HandleAsync)
        .WithName(nameof(CloseAccount))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(
            Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            Refusals.LastOwner, Refusals.LastAdministrator, KernelRefusals.TooManyRequests)
        .WithExample(new Body("correct horse battery", null));

    public sealed record Body([property: Length(1, 128)] string Password, [property: StringLength(20)] string? Code);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, PasswordCheck check, IStoreDesk desk,
        CancellationToken stop)
    {
        var account = caller.Account!.Value;
        if (await check.RefuseAsync(account, body.Password, body.Code, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        if (await Administrators.RefuseWithoutAsync(tx, account) is { } last) return last.AsProblem();
        if (await desk.LeaveAllAsync(tx, account) is { } kept) return kept.AsProblem();
        await Sessions.EndAllAsync(tx, account);
        await tx.ExecuteAsync(EraseSql, new { tx.Region, account });
        tx.Append(new AccountClosed(account));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string EraseSql = """
        -- accounts.close-account.erase
        with addresses as (delete from accounts.address where region = @Region and account_id = @account),
            links as (delete from accounts.single_use_link where account_id = @account),
            owned as (delete from accounts.login where account_id = @account),
            steps as (delete from accounts.second_step where region = @Region and account_id = @account),
            acted as (delete from accounts.acting where region = @Region and account_id = @account),
            roles as (delete from accounts.account_role where region = @Region and account_id = @account)
        update accounts.account
        set status = 'closed', closed_at = now(), full_name_sealed = null, email_sealed = null, email_index = null,
            id_number_sealed = null, phone_sealed = null, password_hash = null,
            suspended_at = null, suspended_why_sealed = null
        where region = @Region and id = @account and status <> 'closed'
        """;
}
