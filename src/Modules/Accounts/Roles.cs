using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>
/// The roles Feria ships with, and what each may do the first time a permission is seen. From then on the tables
/// decide: what an administrator changed stays.
/// </summary>
public static class Roles
{
    public const string Buyer = "buyer";
    public const string Seller = "seller";
    public const string Administrator = "administrator";
    public const string PlatformManager = "platform_manager";
    public const string Dba = "dba";
    public const string BiAnalyst = "bi_analyst";
    public const string MarketingSpecialist = "marketing_specialist";
    public const string Moderator = "moderator";

    public static readonly IReadOnlyList<string> All =
        [Buyer, Seller, Administrator, PlatformManager, Moderator, MarketingSpecialist, BiAnalyst, Dba];

    /// <summary>The administrator is given every permission; the others what is named here.</summary>
    static readonly IReadOnlyDictionary<string, string[]> Given = new Dictionary<string, string[]>
    {
        [Permission.ManageStock] = [PlatformManager],
        [Permission.ExplainSearch] = [PlatformManager, MarketingSpecialist],
        [Permission.ManageOrders] = [PlatformManager],
        [Permission.ManagePayments] = [PlatformManager],
        [Permission.ImportProducts] = [PlatformManager],
        [Permission.ManageOperations] = [PlatformManager, Dba],
        [Permission.ManageStores] = [PlatformManager],
        [Permission.ManageFlashSales] = [PlatformManager, MarketingSpecialist],
        [Permission.ManagePromotions] = [PlatformManager, MarketingSpecialist],
        [Permission.ManageUsers] = [PlatformManager],
        [Permission.ReadAudit] = [PlatformManager],
        [Permission.Moderate] = [PlatformManager, Moderator],
        [Permission.ManageCategories] = [PlatformManager],
        [Permission.ManageCampaigns] = [PlatformManager, MarketingSpecialist],
        [Permission.ManageSearch] = [PlatformManager, MarketingSpecialist],
        [Permission.ManageSettings] = [PlatformManager],
        [Permission.ReadFigures] = [PlatformManager, MarketingSpecialist, BiAnalyst],
    };

    /// <summary>Writes permissions the tables do not have yet, with the roles they are first given to.</summary>
    public static async Task SyncAsync(Database db, CancellationToken stop)
    {
        var grants = Permission.All
            .SelectMany(permission => Given.GetValueOrDefault(permission, []).Append(Administrator)
                .Select(role => (role, permission)))
            .ToList();
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(SyncSql, new
        {
            permissions = Permission.All.ToArray(),
            roles = grants.Select(grant => grant.role).ToArray(),
            granted = grants.Select(grant => grant.permission).ToArray(),
        });
        await tx.CommitAsync();
    }

    /// <summary>Gives an account a role; nothing happens where it has it.</summary>
    public static Task GiveAsync(Tx tx, Guid account, string role)
    {
        tx.Append(new AccessChanged(account));
        return tx.ExecuteAsync(GiveSql, new { tx.Region, account, role });
    }

    const string SyncSql = """
        -- accounts.roles.sync
        with fresh as (
            insert into accounts.permission (name)
            select name from unnest(@permissions::text[]) as p(name)
            on conflict do nothing
            returning name
        )
        insert into accounts.role_permission (role, permission)
        select g.role, g.permission
        from unnest(@roles::text[], @granted::text[]) as g(role, permission)
        join fresh on fresh.name = g.permission
        on conflict do nothing
        """;

    const string GiveSql = """
        -- accounts.roles.give
        insert into accounts.account_role (region, account_id, role) values (@Region, @account, @role)
        on conflict do nothing
        """;
}
