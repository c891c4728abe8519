namespace Feria.Accounts;

/// <summary>Addresses in letters.</summary>
public sealed class Links(PublicSite site)
{
    public string VerifyEmail(string locale, string token) => site.Page(locale, $"verify-email?token={token}");
    public string ResetPassword(string locale, string token) => site.Page(locale, $"reset-password?token={token}");
    public string ChangeEmail(string locale, string token) => site.Page(locale, $"change-email?token={token}");
    public string SignIn(string locale) => site.Page(locale, "sign-in");
    public string Security(string locale) => site.Page(locale, "account/security");
    public string StaffInvitation(string locale, string token) => site.Page(locale, $"staff-invitation?token={token}");
    public string ForgotPassword(string locale) => site.Page(locale, "forgot-password");
}
