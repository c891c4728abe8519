using System.Security.Cryptography;

namespace Feria.Launch;

/// <summary>What must be guessed by nobody, made once and kept in .feria/secrets, each in a file of its own.</summary>
static class Secrets
{
    public static string Of(Checkout checkout, string name)
    {
        var path = Path.Combine(checkout.Secrets, name);
        if (!File.Exists(path)) Write(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        return File.ReadAllText(path).Trim();
    }

    /// <summary>Writes a file only its owner can read, whole or not at all.</summary>
    public static void Write(string path, string secret)
    {
        var draft = path + ".new";
        using (var file = new StreamWriter(draft, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            file.Write(secret);
        File.Move(draft, path, overwrite: true);
    }
}
