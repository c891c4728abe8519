using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Feria.Verify;

namespace Feria.Launch;

/// <summary>Proves that nothing was lost, doubled or left behind; safe while people shop.</summary>
static class Verify
{
    static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    static readonly Option<bool> AsJson = new("--json") { Description = "Say it as JSON, on standard output." };

    public static readonly Command Command = new("verify", "Prove that the data is whole and its copies are true.")
    {
        ReferencesCommand(),
    };

    static Command ReferencesCommand()
    {
        var command = new Command("references", "Prove every reference without a foreign key, and stock and money.")
        {
            AsJson,
        };
        command.SetAction((parsed, stop) => RunAsync(async services =>
        {
            var isJson = parsed.GetValue(AsJson);
            var verify = services.GetRequiredService<VerifyReferences>();
            var findings = await verify.RunAsync(isJson ? null : Tell, stop);
            if (isJson) Say.Line(JsonSerializer.Serialize(findings, Indented));
            var broken = findings.Count(finding => finding.Broken > 0);
            if (!isJson) Say.Line(broken == 0
                ? $"All {findings.Count} claims hold."
                : $"{broken} of {findings.Count} claims are broken.");
            return broken == 0 ? 0 : 1;
        }));
        return command;
    }

    static void Tell(VerifyReferences.Finding finding)
    {
        Say.Line(string.Create(CultureInfo.InvariantCulture,
            $"{(finding.Broken == 0 ? "ok    " : "BROKEN")} {finding.Claim,-56} {finding.Rows,12:N0} rows "
            + $"{finding.Seconds,7:0.00} s"));
        if (finding.Broken == 0) return;
        Say.Line($"       {finding.Sentence}");
        Say.Line($"       Not so of {finding.Broken:N0}: {string.Join(", ", finding.Offenders)}");
    }

    /// <summary>With the application's parts, but serving nothing.</summary>
    public static async Task<int> RunAsync(Func<IServiceProvider, Task<int>> run)
    {
        await using var installation = await Installation.OpenAsync();
        await using var app = Marketplace.Build(installation.Settings(("Logging:LogLevel:Default", "Warning")));
        return await run(app.Services);
    }
}
