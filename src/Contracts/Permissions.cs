namespace Feria.Contracts;

/// <summary>
/// Everything an account can be allowed to do. Which role may do what is data, in <c>accounts.role_permission</c>.
/// </summary>
public static class Permission
{
    public const string ManageStock = "inventory.manage";
    public const string ManageOrders = "orders.manage";
    public const string ExplainSearch = "search.explain";
    public const string ManagePayments = "payments.manage";
    public const string ImportProducts = "catalog.import";
    public const string ManageOperations = "operations.manage";
    public const string ManageFlashSales = "flash_sales.manage";
    public const string ManageStores = "stores.manage";
    public const string ManagePromotions = "promotions.manage";
    public const string ManageUsers = "users.manage";
    public const string ActAsUser = "users.act_as";
    public const string ManageRoles = "roles.manage";
    public const string ReadAudit = "audit.read";
    public const string Moderate = "moderation.manage";
    public const string ManageCategories = "categories.manage";
    public const string ManageCampaigns = "campaigns.manage";
    public const string ManageSearch = "search.manage";
    public const string ManageSettings = "settings.manage";
    public const string ReadFigures = "figures.read";

    public static readonly IReadOnlyList<string> All =
    [
        ManageStock, ManageOrders, ExplainSearch, ManagePayments, ImportProducts, ManageOperations, ManageFlashSales,
        ManageStores, ManagePromotions, ManageUsers, ActAsUser, ManageRoles, ReadAudit, Moderate, ManageCategories,
        ManageCampaigns, ManageSearch, ManageSettings, ReadFigures,
    ];
}
