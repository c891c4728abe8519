using Microsoft.Extensions.Configuration;

namespace Feria.Accounts;

/// <summary>Addresses in letters: always of the configured site, whatever host a caller claims to talk to.</summary>
public sealed class Links(IConfiguration settings)
{
    readonly string site = (settings["Feria:PublicUrl"] ?? "http://localhost:8080").TrimEnd('/');

    public string VerifyEmail(string locale, string token) => To(locale, $"verify-email?token={token}");
    public string ResetPassword(string locale, string token) => To(locale, $"reset-password?token={token}");
    public string ChangeEmail(string locale, string token) => To(locale, $"change-email?token={token}");
    public string SignIn(string locale) => To(locale, "sign-in");
    public string ForgotPassword(string locale) => To(locale, "forgot-password");

    // The default language stands at the root, every other under its code.
    string To(string locale, string page) => locale == Locale.Default ? $"{site}/{page}" : $"{site}/{locale}/{page}";
}
