using Feria.Adapters.Kafka;

namespace Feria.Launch;

/// <summary>
/// librdkafka, which the Kafka client calls: built from the source that its makers ship in an npm package, once, under
/// .deps. The distribution's is older than the client.
/// </summary>
static class KafkaLibrary
{
    const string Source = "@confluentinc/kafka-javascript@1.10.1";

    // What it takes to build it, by what shows that it is there.
    static readonly (string Sign, string Package)[] Needs =
    [
        ("g++", "g++"), ("make", "make"), ("npm", "npm"), ("strip", "binutils"),
        ("/usr/include/openssl/ssl.h", "libssl-dev"),
        ("/usr/include/zlib.h", "zlib1g-dev"),
        ("/usr/include/zstd.h", "libzstd-dev"),
    ];

    /// <summary>Builds it where it is missing, which takes a minute or two.</summary>
    public static async Task InstallAsync(Checkout checkout)
    {
        var folder = Path.Combine(checkout.Tools, Librdkafka.Folder);
        if (Directory.Exists(folder)) return;
        await InstallToolsAsync();

        Say.Line("Building librdkafka for Kafka: once, a minute or two.");
        // Made aside and renamed: a folder that is there is whole, wherever the run before was cut off.
        var aside = $"{folder}.new";
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);
        await ShellAsync(aside, Build);
        Directory.CreateDirectory($"{aside}/made");
        File.Move(Path.Combine(aside, Librdkafka.FileName), Path.Combine(aside, "made", Librdkafka.FileName));
        Directory.Move(Path.Combine(aside, "made"), folder);
        Directory.Delete(aside, recursive: true);
    }

    static async Task InstallToolsAsync()
    {
        string[] missing = Missing();
        if (missing.Length > 0 && await Apt.CanInstallAsync())
        {
            Say.Line($"Installing to build librdkafka: {string.Join(", ", missing)}");
            await Apt.InstallAsync(missing);
        }

        // Without libzstd-dev it reads no messages that others compressed so, and is all right otherwise.
        if (Missing().Where(package => package != "libzstd-dev").ToList() is { Count: > 0 } still)
            throw new CannotLaunch(
                $"To build librdkafka, which Kafka needs, these are missing: {string.Join(", ", still)}.");
    }

    static string[] Missing() =>
    [
        .. Needs.Where(need => need.Sign[0] == '/' ? !File.Exists(need.Sign) : Outside.Find(need.Sign) is null)
            .Select(need => need.Package),
    ];

    static Task ShellAsync(string folder, string script) =>
        Outside.RunAsync("sh", "-euc", script, "build-librdkafka", folder, Source, Librdkafka.FileName);

    // Its own lz4; no Kerberos, and no libcurl, which only signing in by OAuth would want.
    const string Build = """
        cd "$1"
        npm pack --loglevel=error "$2" >/dev/null
        tar xzf ./*.tgz
        cd package/deps/librdkafka
        ./configure --disable-lz4-ext --disable-gssapi --disable-curl
        make -j "$(nproc)" -C src librdkafka.so.1
        strip --strip-unneeded src/librdkafka.so.1
        cp src/librdkafka.so.1 "$1/$3"
        """;
}
