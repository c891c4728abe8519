using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>What an account knows of itself.</summary>
public static class GetMe
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me", HandleAsync)
        .WithName(nameof(GetMe))
        .RequireAccount();

    public sealed record Me(
        Guid Id,
        string FullName,
        string Email,
        bool EmailVerified,
        string IdNumber,
        string Phone,
        string Locale,
        IReadOnlyList<string> Roles,
        IReadOnlyList<string> Permissions,
        DateTimeOffset CreatedAt);

    /// <summary>What staff who act as somebody are told instead of their numbers.</summary>
    const string Withheld = "•••";

    public static async Task<Ok<Me>> HandleAsync(Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        return TypedResults.Ok(await FindAsync(session, vault, db.Region, caller));
    }

    internal static async Task<Me> FindAsync(Session session, Vault vault, string region, Caller caller)
    {
        var row = await session.OneAsync<Row>(FindSql, new { region, caller.Account });
        return new Me(
            row.Id,
            vault.OpenName(row.FullNameSealed),
            vault.OpenEmail(row.EmailSealed),
            row.EmailVerified,
            caller.ActedBy is null ? vault.OpenIdNumber(row.IdNumberSealed) : Withheld,
            caller.ActedBy is null ? vault.OpenPhone(row.PhoneSealed) : Withheld,
            row.Locale,
            row.Roles,
            [.. caller.Permissions.Order()],
            row.CreatedAt);
    }

    sealed record Row(
        Guid Id,
        byte[] FullNameSealed,
        byte[] EmailSealed,
        bool EmailVerified,
        byte[] IdNumberSealed,
        byte[] PhoneSealed,
        string Locale,
        string[] Roles,
        DateTime CreatedAt);

    const string FindSql = """
        -- accounts.get-me.find
        select a.id, a.full_name_sealed, a.email_sealed, a.status = 'active' as email_verified, a.id_number_sealed,
            a.phone_sealed, a.locale,
            array(select r.role from accounts.account_role r
                where r.region = a.region and r.account_id = a.id order by r.role) as roles,
            a.created_at
        from accounts.account a
        where a.region = @region and a.id = @Account and a.status <> 'closed'
        """;
}
