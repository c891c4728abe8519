using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// A first code of the app turns the second step on: recovery codes are shown this once, and every other session, which
/// was entered without it, ends.
/// </summary>
public static class ConfirmSecondStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/second-step/confirmation", HandleAsync)
        .WithName(nameof(ConfirmSecondStep))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.SecondStepIsOn, Refusals.SecondStepNotBegun, Refusals.WrongCode, Refusals.TooManyAttempts)
        .WithExample(new Body("287082"));

    public sealed record Body([property: Length(1, 20)] string Code);

    public sealed record Confirmed(IReadOnlyList<string> RecoveryCodes);

    public static async Task<Results<Ok<Confirmed>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, SecondStep steps, IPostOffice post,
        Links links, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        var attempt = Attempt.OfCode(vault, account, visit.Network);
        if (await attempt.ClaimAsync(db, stop) is { } wait) return wait.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        var kept = await steps.LockAsync(tx, account);
        if (kept is null) return Refusals.SecondStepNotBegun.AsProblem();
        if (kept.ConfirmedAt is not null) return Refusals.SecondStepIsOn.AsProblem();
        if (!await steps.TakeAppCodeAsync(tx, account, kept, body.Code)) return Refusals.WrongCode.AsProblem();

        await attempt.ForgiveAsync(tx);
        var codes = await RecoveryCodes.RenewAsync(tx, vault, account);
        await tx.ExecuteAsync(EndOthersSql, new { account, caller.Session });
        tx.Append(new AccessChanged(account));
        tx.Audit("user", account, new { secondStep = false }, new { secondStep = true });
        await Letters.TellAsync(tx, vault, post, account, "second-step-on", ("link", links.Security));
        return await tx.CommitAsync(TypedResults.Ok(new Confirmed(codes)));
    }

    const string EndOthersSql = """
        -- accounts.confirm-second-step.end-others
        delete from accounts.session where account_id = @account and id <> @Session
        """;
}
