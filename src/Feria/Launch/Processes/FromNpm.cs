namespace Feria.Launch;

/// <summary>npm packages at exact versions, which lie together in a folder of their own under .deps.</summary>
public sealed record FromNpm(params string[] Packages)
{
    /// <summary>The folder that holds the packages once they are installed.</summary>
    public string Folder(Checkout checkout) => Path.Combine(Home(checkout), "node_modules");

    /// <summary>Installs them where they are missing; without npm nothing happens.</summary>
    public async Task InstallAsync(Checkout checkout)
    {
        if (Directory.Exists(Home(checkout)) || Outside.Find("npm") is not { } npm) return;

        // Made aside and renamed: a folder that is there is whole, wherever the run before was cut off.
        var aside = $"{Home(checkout)}.new";
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        await Outside.RunAsync(
            [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", aside,
                .. Packages]);
        Directory.Move(aside, Home(checkout));
    }

    string Home(Checkout checkout) => Path.Combine(checkout.Tools, string.Join('+', Packages));
}
