using Feria.Contracts;
using Microsoft.Extensions.Configuration;

namespace Feria.Accounts;

/// <summary>
/// Answers whose a session token is and what their roles allow: from a copy as long as nothing was heard of a change,
/// else by one indexed look at the primary. With the primary away the last copy is believed.
/// </summary>
sealed class Callers(Cache cache, News news, Vault vault, IConfiguration settings) : ICallers
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    static readonly Guid AnyRole = Changes.Of<RoleChanged>();

    readonly bool asksStaff = SecondStepPolicy.AsksStaff(settings);

    public async Task<Caller?> OfTokenAsync(string token, CancellationToken stop)
    {
        var hash = Token.Hash(token);
        // Where this process does not hear, it would not hear of a sign-out elsewhere either.
        var copy = await cache.GetAsync(
            $"session:{Convert.ToHexStringLower(hash)}", news.IsCurrent ? Fresh : TimeSpan.Zero,
            session => FindAsync(session, hash), stop, onPrimary: true);
        return copy?.Value is not { } found || found.ExpiresAt <= DateTime.UtcNow ? null : new Caller
        {
            Account = found.AccountId,
            Session = found.Id,
            ActedBy = found.ActedBy,
            Name = vault.OpenName(found.FullNameSealed),
            Permissions = found.Permissions.ToHashSet(),
            OwesSecondStep = asksStaff && !found.HasSecondStep && found.Permissions.Length > 0,
        };
    }

    // What a role allows can change without a word of those who have it.
    static async Task<Cache.Filled<Found>> FindAsync(Session session, byte[] hash)
    {
        var found = await session.OneOrNullAsync<Found>(FindSql, new { hash });
        return new(found, found is null
            ? []
            : [found.AccountId, .. found.ActedBy is { } staff ? [staff] : Array.Empty<Guid>(),
                .. found.MayBeStaff || found.ActedBy is not null ? [AnyRole] : Array.Empty<Guid>()]);
    }

    /// <param name="MayBeStaff">Has a role that can be allowed something.</param>
    internal sealed record Found(
        Guid Id, Guid AccountId, byte[] FullNameSealed, string[] Permissions, bool MayBeStaff, bool HasSecondStep,
        Guid? ActedBy, DateTime ExpiresAt);

    // A session by which staff use the account is good while its owner is nobody of staff, and while whoever opened it
    // is still signed in where they were and still may.
    const string FindSql = """
        -- accounts.callers.find
        select s.id, s.account_id, a.full_name_sealed, array(
            select distinct p.permission
            from accounts.account_role r
            join accounts.role_permission p on p.role = r.role
            where r.region = a.region and r.account_id = a.id) as permissions,
            exists (
                select from accounts.account_role r
                where r.region = a.region and r.account_id = a.id and r.role not in ('buyer', 'seller')
            ) as may_be_staff,
            exists (
                select from accounts.second_step t
                where t.region = a.region and t.account_id = a.id and t.confirmed_at is not null
            ) as has_second_step,
            s.acted_by, s.expires_at
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.token_hash = @hash and s.expires_at > now() and a.status <> 'closed' and a.suspended_at is null
            and (s.acted_by is null or exists (
                select from accounts.session f
                join accounts.account o on o.region = f.region and o.id = f.account_id and o.session_epoch = f.epoch
                join accounts.account_role r on r.region = o.region and r.account_id = o.id
                join accounts.role_permission p on p.role = r.role and p.permission = 'users.act_as'
                where f.id = s.acted_from and f.account_id = s.acted_by and f.expires_at > now()
                    and o.status <> 'closed' and o.suspended_at is null)
            and not exists (
                select from accounts.account_role r
                join accounts.role_permission p on p.role = r.role
                where r.region = a.region and r.account_id = a.id))
        """;
}
