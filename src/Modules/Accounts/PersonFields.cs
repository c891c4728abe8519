using System.ComponentModel.DataAnnotations;

namespace Feria.Accounts;

/// <summary>Long enough, and not among the first an attacker tries.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NewPasswordAttribute()
    : ValidationAttribute("Choose a password of 8 to 128 characters that is not a common one.")
{
    static readonly HashSet<string> Common =
    [
        "password", "password1", "passw0rd", "12345678", "123456789", "1234567890", "qwertyui", "qwertyuiop",
        "qwerty123",
        "87654321", "1q2w3e4r", "1qaz2wsx", "iloveyou", "sunshine", "princess", "football", "baseball", "superman",
        "trustno1", "letmein1", "welcome1", "admin123", "contraseña", "contrasena", "mercadolibre", "asdfghjk",
        "asdfghjkl", "abcd1234", "abc12345", "dragon123", "michael1", "starwars",
    ];

    public override bool IsValid(object? value) => value is null
        || (value is string { Length: >= 8 and <= 128 } text && text.Distinct().Count() > 1
            && !Common.Contains(text.ToLowerInvariant()));
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class IdNumberAttribute()
    : ValidationAttribute("Write the number of an identity document: 4 to 20 letters and digits.")
{
    public override bool IsValid(object? value) => value is null
        || (value is string { Length: <= 30 } text && text.All(IsAllowed)
            && IdNumber.Plain(text).Length is >= 4 and <= 20);

    static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '/' or ' ';
}
