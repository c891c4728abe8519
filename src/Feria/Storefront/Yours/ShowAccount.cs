using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The account's own front room.</summary>
static class ShowAccount
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/account", Handle).RequireAccount();

    static async Task<RazorComponentResult<AccountPage>> Handle(
        string? said, Visit visit, Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        var me = (await GetMe.HandleAsync(caller, db, vault, stop)).Value!;
        return new(new
        {
            Shown = new AccountPage.View(
                me.FullName, me.Email, me.Phone, me.EmailVerified, caller.Permissions.Count > 0, said switch
                {
                    "welcome" => visit.Say("account.welcome"),
                    "staff" => visit.Say("staff-invitation.joined"),
                    "sent" => visit.Say("account.sent"),
                    _ => null,
                }),
        });
    }
}
