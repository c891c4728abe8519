using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Feria.Adapters.Kafka;

/// <summary>
/// The native library behind the client: built by <c>./feria kafka install</c> under the checkout's .deps, or lying
/// beside the program. Another version, such as the distribution's, does not fit the client.
/// </summary>
public static class Librdkafka
{
    public const string Version = "2.15.1";
    public const string FileName = "librdkafka.so";

    static readonly Lock Gate = new();
    static nint loaded;

    /// <summary>Its folder under .deps.</summary>
    public const string Folder = $"librdkafka@{Version}";

    /// <summary>Where it lies, or null.</summary>
    public static string? Find() => Places().FirstOrDefault(File.Exists);

    /// <summary>Loads it, once a process, before anything of the client is used.</summary>
    public static void Load()
    {
        lock (Gate)
        {
            if (loaded != 0) return;
            var file = Find() ?? throw new InvalidOperationException(
                "The setting Feria:Kafka names brokers, and the library librdkafka is not here: ./feria kafka install "
                + "builds it.");
            loaded = NativeLibrary.Load(file);
            // The client's own way to load a file by its path wants a libdl, which newer systems have in their libc.
            NativeLibrary.SetDllImportResolver(
                typeof(Library).Assembly, (name, _, _) => name == "librdkafka" ? loaded : 0);
        }
    }

    static IEnumerable<string> Places()
    {
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        if (Environment.GetEnvironmentVariable("FERIA_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, ".deps", Folder, FileName);
    }
}
