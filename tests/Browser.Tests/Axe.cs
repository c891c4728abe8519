using System.Text.Json;
using Microsoft.Playwright;

namespace Feria.Browser.Tests;

/// <summary>axe-core, run beside the page so that its content policy stays as strict as it is.</summary>
static class Axe
{
    static readonly string? Place = Environment.GetEnvironmentVariable("FERIA_TEST_AXE");

    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page)
    {
        Assert.SkipUnless(File.Exists(Place), "axe-core is not installed here; ./feria test installs it.");
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Runtime.evaluate", new() { ["expression"] = await File.ReadAllTextAsync(Place!) });
        var found = await page.EvaluateAsync<JsonElement>("() => axe.run({ resultTypes: ['violations'] })");
        return
        [
            .. from fault in found.GetProperty("violations").EnumerateArray()
               where fault.GetProperty("impact").GetString() is "serious" or "critical"
               from node in fault.GetProperty("nodes").EnumerateArray()
               select $"{fault.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} "
                   + node.GetProperty("failureSummary").GetString(),
        ];
    }
}
