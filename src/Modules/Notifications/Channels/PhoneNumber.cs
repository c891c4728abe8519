namespace Feria.Notifications;

static class PhoneNumber
{
    /// <summary>As it is called from anywhere: a plus sign and digits; what has no country has no plus sign.</summary>
    public static string Plain(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return number.TrimStart().StartsWith('+') ? "+" + digits
            : digits.StartsWith("00", StringComparison.Ordinal) ? "+" + digits[2..]
            : digits;
    }

    /// <summary>As its owner knows it again, and nobody else.</summary>
    public static string Masked(string number) => $"{number[..3]} ••• {number[^2..]}";

    public static byte[] HashOf(Vault vault, Guid account, byte[] index, string code) => vault.BlindIndex(
        $"{account} {Convert.ToHexString(index)} {code}", "notifications.phone-code");
}
