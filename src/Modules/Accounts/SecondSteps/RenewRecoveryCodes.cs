using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Ten fresh recovery codes, shown this once; those there were are worth nothing from then on.</summary>
public static class RenewRecoveryCodes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/second-step/recovery-codes", HandleAsync)
        .WithName(nameof(RenewRecoveryCodes))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            Refusals.SecondStepIsOff, KernelRefusals.TooManyRequests)
        .WithExample(new Body("correct horse battery", "287082"));

    public sealed record Body([property: Length(1, 128)] string Password, [property: StringLength(20)] string? Code);

    public static async Task<Results<Ok<ConfirmSecondStep.Confirmed>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, PasswordCheck check, SecondStep steps,
        CancellationToken stop)
    {
        var account = caller.Account!.Value;
        if (await check.RefuseAsync(account, body.Password, body.Code, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        if ((await steps.LockAsync(tx, account))?.ConfirmedAt is null) return Refusals.SecondStepIsOff.AsProblem();
        var codes = await RecoveryCodes.RenewAsync(tx, vault, account);
        tx.Audit("user", account, null, new { recoveryCodes = codes.Count });
        return await tx.CommitAsync(TypedResults.Ok(new ConfirmSecondStep.Confirmed(codes)));
    }
}
