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
    ];
}
