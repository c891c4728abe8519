using Feria.Accounts;

namespace Feria.Demo;

/// <summary>An account anybody may try the demo marketplace with; <c>up</c> prints them.</summary>
public sealed record DemoAccount(
    string Title, string FullName, string Email, string Password, IReadOnlyList<string> Roles)
{
    public static readonly IReadOnlyList<DemoAccount> All =
    [
        new("buyer", "Beatriz Buyer", "buyer@feria.example", "demo-buyer", []),
        new("seller", "Selma Seller", "seller@feria.example", "demo-seller", [Accounts.Roles.Seller]),
        new("administrator", "Ada Admin", "admin@feria.example", "demo-admin", [Accounts.Roles.Administrator]),
        new("manager", "Mario Manager", "manager@feria.example", "demo-manager", [Accounts.Roles.PlatformManager]),
        new("moderator", "Mona Moderator", "moderator@feria.example", "demo-moderator", [Accounts.Roles.Moderator]),
        new("marketing", "Marta Marketing", "marketing@feria.example", "demo-marketing",
            [Accounts.Roles.MarketingSpecialist]),
        new("analyst", "Aldo Analyst", "analyst@feria.example", "demo-analyst", [Accounts.Roles.BiAnalyst]),
        new("operations", "Dora Database", "operations@feria.example", "demo-operations", [Accounts.Roles.Dba]),
    ];
}
