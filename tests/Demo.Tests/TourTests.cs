using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Feria.Demo.Tests;

/// <summary>The README's five minutes with curl, run as they stand there.</summary>
public sealed class TourTests(SeededHost host) : IClassFixture<SeededHost>
{
    [Fact]
    public async Task The_tour_by_curl_ends_with_an_order_on_its_way()
    {
        foreach (var tool in new[] { "bash", "curl", "jq" })
            Assert.SkipUnless(File.Exists($"/usr/bin/{tool}"), $"{tool} is not installed.");

        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        var tour = readme.Split("## Five minutes with curl")[1].Split("```sh")[1].Split("```")[0]
            .Replace("http://localhost:8080", host.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-eu", "-o", "pipefail", "-c", tour])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var faults = bash.StandardError.ReadToEndAsync();
        var said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.True(bash.ExitCode == 0, said + await faults);
        Assert.Contains("\"status\": \"confirmed\"", said);
        Assert.Contains("\"status\": \"preparing\"", said);
    }

    static string Root([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (!File.Exists(Path.Combine(folder!, "README.md"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }
}
