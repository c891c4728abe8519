using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Feria.Storefront;

/// <summary>
/// What was typed at the first page of a sign-in, sealed into the second, which asks for the code: nothing of it is
/// kept here, and nobody can read it there. It is good for five minutes, and for nothing without a code.
/// </summary>
sealed class SignInTicket(Vault vault, TimeProvider clock)
{
    const string Purpose = "storefront.sign-in";
    static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    sealed record Typed(string Email, string Password, DateTimeOffset Until);

    public string Write(string email, string password) => Base64Url.EncodeToString(vault.Seal(
        JsonSerializer.Serialize(new Typed(email, password, clock.GetUtcNow() + Life), Json.Options), Purpose));

    /// <summary>Null where it is none of ours, or has run out.</summary>
    public (string Email, string Password)? Read(string? ticket)
    {
        if (string.IsNullOrEmpty(ticket) || !Base64Url.IsValid(ticket)) return null;
        try
        {
            var typed = JsonSerializer.Deserialize<Typed>(
                vault.Open(Base64Url.DecodeFromChars(ticket), Purpose), Json.Options)!;
            return typed.Until > clock.GetUtcNow() ? (typed.Email, typed.Password) : null;
        }
        catch (Exception forged) when (forged is CryptographicException or KeyNotFoundException
            or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
