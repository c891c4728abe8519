using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Asks for a link to choose a new password. Whether there is anybody to write to is looked up later, so that neither
/// the answer nor its time tells.
/// </summary>
public static class AskPasswordReset
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/password-resets", HandleAsync)
        .WithName(nameof(AskPasswordReset))
        .AllowAnyone()
        .Allows(perMinute: 3, burst: 5)
        .WithExample(new Body("ana@example.com"));

    public sealed record Body([property: Email] string Email);

    public static async Task<Accepted> HandleAsync(
        Body body, Visit visit, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        tx.Enqueue(WriteResetLetter.JobName,
            new WriteResetLetter.Order(vault.SealEmail(body.Email.Trim()), visit.Locale));
        return await tx.CommitAsync(TypedResults.Accepted((string?)null));
    }
}
