using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>An account wants no second step any more: its password and a code, or a recovery code, end it.</summary>
public static class EndSecondStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/second-step/end", HandleAsync)
        .WithName(nameof(EndSecondStep))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepNeeded, Refusals.WrongCode,
            Refusals.SecondStepIsOff, KernelRefusals.TooManyRequests)
        .WithExample(new Body("correct horse battery", "287082"));

    public sealed record Body([property: Length(1, 128)] string Password, [property: StringLength(20)] string? Code);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, PasswordCheck check, IPostOffice post,
        Links links, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        if (await check.RefuseAsync(account, body.Password, body.Code, visit, stop) is { } refusal)
            return refusal.AsProblem();

        await using var tx = await db.WriteAsync(stop);
        if (!await SecondStep.EndAsync(tx, account)) return Refusals.SecondStepIsOff.AsProblem();
        tx.Append(new AccessChanged(account));
        tx.Audit("user", account, new { secondStep = true }, new { secondStep = false });
        await Letters.TellAsync(tx, vault, post, account, "second-step-off", ("link", links.ForgotPassword));
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
