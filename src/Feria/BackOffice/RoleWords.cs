using Feria.Accounts;
using Feria.Storefront;
using Visit = Feria.Storefront.Visit;

namespace Feria.BackOffice;

/// <summary>What a role is called: by its title, or in the words pages have for those that came with Feria.</summary>
static class RoleWords
{
    public static string Of(string role, string? title, Visit visit) =>
        title ?? (visit.Knows("roles.name." + role) ? visit.Say("roles.name." + role) : role);

    public static string Of(ListRoles.Listed role, Visit visit) => Of(role.Name, role.Title, visit);

    public static string About(ListRoles.Listed role, Visit visit) =>
        role.About ?? (visit.Knows("roles.about." + role.Name) ? visit.Say("roles.about." + role.Name) : "");

    /// <summary>Whether it can be given and taken; the others come by themselves.</summary>
    public static bool IsGiven(ListRoles.Listed role) => role.Holders is not null;
}
