using System.Text.Json;

namespace Feria.Launch;

/// <summary>Lighthouse, which loads a page as a visitor's browser does and scores what it meets.</summary>
public static class LighthouseAudit
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // It asks for a newer Node.js than distributions carry, so one comes along.
    static readonly string NodeFolder = $"node-{PostgresBinaries.NpmName}";

    public static readonly string Node = $"{NodeFolder}@24.21.0";

    public static readonly FromNpm Packages = new("lighthouse@13.5.0", Node);

    /// <summary>The report of one visit, as Lighthouse writes it; throws where the page did not come.</summary>
    /// <param name="folder">Where <see cref="Packages"/> are installed.</param>
    public static async Task<JsonElement> RunAsync(string folder, Uri page, params string[] options)
    {
        var report = Path.Combine(Path.GetTempPath(), $"feria-lighthouse-{Guid.NewGuid():N}.json");
        try
        {
            var ran = await Outside.TryAsync(
                [
                    Path.Combine(folder, NodeFolder, "bin", "node"),
                    Path.Combine(folder, "lighthouse", "cli", "index.js"),
                    page.AbsoluteUri, "--quiet", "--no-enable-error-reporting", "--max-wait-for-load=120000",
                    "--output=json", $"--output-path={report}", .. options,
                ],
                new Dictionary<string, string> { ["CHROME_PATH"] = Outside.Find("chromium") ?? "" },
                Patience);
            return ran.Code == 0
                ? JsonElement.Parse(await File.ReadAllBytesAsync(report))
                : throw new CannotLaunch($"Lighthouse could not look at {page}:\n{ran.Said}");
        }
        finally
        {
            File.Delete(report);
        }
    }
}
