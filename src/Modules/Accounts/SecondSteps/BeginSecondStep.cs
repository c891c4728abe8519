using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// An account begins a second step: the secret for its app, shown this once. Nothing asks for codes before one was
/// confirmed.
/// </summary>
public static class BeginSecondStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/second-step", HandleAsync)
        .WithName(nameof(BeginSecondStep))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.WrongPassword, Refusals.TooManyAttempts, Refusals.SecondStepIsOn,
            KernelRefusals.TooManyRequests)
        .WithExample(new Body("correct horse battery"));

    public sealed record Body([property: Length(1, 128)] string Password);

    /// <param name="Secret">In base32, to be typed.</param>
    /// <param name="Uri">The same for a QR code.</param>
    public sealed record Begun(string Secret, string Uri);

    public static async Task<Results<Ok<Begun>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, PasswordCheck check, SecondStep steps,
        CancellationToken stop)
    {
        var account = caller.Account!.Value;
        // Without a code: where one would be asked for, there is a second step already.
        if (await check.RefuseAsync(account, body.Password, null, visit, stop) is { } refusal)
            return (refusal == Refusals.SecondStepNeeded ? Refusals.SecondStepIsOn : refusal).AsProblem();

        await using var tx = await db.WriteAsync(stop);
        var secret = Totp.NewSecret();
        if (await steps.BeginAsync(tx, account, secret) == 0) return Refusals.SecondStepIsOn.AsProblem();
        var email = vault.OpenEmail(await tx.OneAsync<byte[]>(EmailSql, new { tx.Region, account }));
        var written = Totp.Write(secret);
        return await tx.CommitAsync(TypedResults.Ok(new Begun(written, Totp.Address(written, email))));
    }

    const string EmailSql = """
        -- accounts.begin-second-step.email
        select email_sealed from accounts.account
        where region = @Region and id = @account and status <> 'closed'
        """;
}
