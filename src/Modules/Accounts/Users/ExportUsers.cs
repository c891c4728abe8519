using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// The same users for a spreadsheet, all of them, sent while they are read. A page of a list shows too little to be
/// written down; to carry off the names of everybody is.
/// </summary>
public static class ExportUsers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/users.csv", HandleAsync)
        .WithName(nameof(ExportUsers))
        .RequireAccess(Permission.ManageUsers)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(Refusals.OneFilter);

    /// <param name="status">pending, active, suspended or closed.</param>
    /// <param name="role">Any but buyer, which everybody is.</param>
    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> HandleAsync(
        string? status, string? role, string? email, Database db, Vault vault, CancellationToken stop)
    {
        if (new ListUsers.Wanted(status, role, email) is not { IsOne: true } wanted)
            return Refusals.OneFilter.AsProblem();
        await using var tx = await db.WriteAsync(stop);
        tx.Audit("users", "users.csv", null, new { status, role, byEmail = email is not null });
        return await tx.CommitAsync<Results<PushStreamHttpResult, ProblemHttpResult>>(Csv.Answer(
            "users.csv", ["name", "email", "status", "roles", "created_at", "id"],
            Csv.AllAsync<ListUsers.Listed>((last, limit) =>
                ListUsers.ReadAsync(db, vault, wanted, last?.Id ?? Guid.AllBitsSet, limit, stop)),
            user =>
            [
                Csv.Field(user.Name ?? ""), Csv.Field(user.Email ?? ""), user.Status,
                Csv.Field(string.Join(' ', user.Roles)), Csv.Field(user.CreatedAt.UtcDateTime), $"{user.Id}",
            ]));
    }
}
