using System.Runtime.InteropServices;

namespace Feria.Launch;

/// <summary>Whether the library behind Argon2id is here; without it PBKDF2 hashes passwords.</summary>
static class Libsodium
{
    public static bool Present
    {
        get
        {
            var present = NativeLibrary.TryLoad("libsodium.so.23", out var handle);
            if (present) NativeLibrary.Free(handle);
            return present;
        }
    }
}
