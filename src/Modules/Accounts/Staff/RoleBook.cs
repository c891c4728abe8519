using System.Security.Cryptography;
using System.Text;
using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>
/// Roles as they are changed, given and taken: each under its row's lock, and by nobody who may not do all it allows.
/// </summary>
static class RoleBook
{
    /// <summary>More than this are not made.</summary>
    public const int Most = 100;

    /// <param name="Title">Null of a role that came with Feria.</param>
    internal sealed record Kept(string Name, string? Title, string? About, string[] Permissions);

    /// <summary>Whether a role comes to people by itself, and can be allowed nothing.</summary>
    public static bool IsEverybodys(string role) => role is Roles.Buyer or Roles.Seller;

    public static bool IsShipped(string role) => Roles.All.Contains(role);

    /// <summary>The roles of these names with what they allow, changed by nobody meanwhile; unknown ones are left
    /// out.</summary>
    public static async Task<IReadOnlyList<Kept>> HoldAsync(Tx tx, IEnumerable<string> roles)
    {
        var names = roles.Distinct().ToArray();
        await tx.ExecuteAsync(HoldSql, new { names });
        return await tx.ListAsync<Kept>(ReadSql, new { names });
    }

    /// <summary>The role, locked; null where there is none.</summary>
    public static async Task<Kept?> LockAsync(Tx tx, string role)
    {
        var names = new[] { role };
        await tx.ExecuteAsync(LockSql, new { names });
        return await tx.OneOrNullAsync<Kept>(ReadSql, new { names });
    }

    /// <summary>Null where whoever asks may give and take all of this; else denied.</summary>
    public static async Task<Refusal?> RefuseAsync(Tx tx, Caller staff, IEnumerable<string> permissions) =>
        permissions.All((await Standing.OfAsync(tx, staff.Account!.Value)).Contains)
            ? null
            : Standing.Denied(Refusals.PermissionNotHeld);

    public static async Task AllowAsync(Tx tx, string role, string[] permissions)
    {
        await tx.ExecuteAsync(DisallowSql, new { role, permissions });
        await tx.ExecuteAsync(AllowSql, new { role, permissions });
        tx.Append(new RoleChanged(KeyOf(role)));
    }

    /// <summary>What events of the role are keyed by.</summary>
    public static Guid KeyOf(string role) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"role {role}")).AsSpan(0, 16));

    const string HoldSql = """
        -- accounts.role-book.hold
        select name from accounts.role where name = any(@names) order by name for share
        """;

    const string LockSql = """
        -- accounts.role-book.lock
        select name from accounts.role where name = any(@names) for update
        """;

    const string ReadSql = """
        -- accounts.role-book.read
        select r.name, r.title, r.about, array(
            select p.permission from accounts.role_permission p where p.role = r.name order by p.permission
        ) as permissions
        from accounts.role r
        where r.name = any(@names)
        order by r.name
        """;

    const string DisallowSql = """
        -- accounts.role-book.disallow
        delete from accounts.role_permission where role = @role and permission <> all(@permissions)
        """;

    const string AllowSql = """
        -- accounts.role-book.allow
        insert into accounts.role_permission (role, permission)
        select @role, name from unnest(@permissions::text[]) as p(name)
        on conflict do nothing
        """;
}
