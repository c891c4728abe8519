using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Feria.Operations;
using Feria.Verify;

namespace Feria.Launch;

/// <summary>Proves that nothing was lost, doubled or left behind; safe while people shop.</summary>
static class Verify
{
    static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    static readonly Option<bool> AsJson = new("--json") { Description = "Say it as JSON, on standard output." };
    static readonly Option<bool> Repair = new("--repair") { Description = "Order what differs to be made again." };

    public static readonly Command Command = new("verify", "Prove that the data is whole and its copies are true.")
    {
        References(),
        Copies(),
    };

    static Command References()
    {
        var command = new Command("references", "Prove every reference without a foreign key, and stock and money.")
        {
            AsJson,
        };
        command.SetAction((parsed, stop) => RunAsync<VerifyReferences.Finding>(
            parsed, (verify, tell) => verify.RunReferencesAsync(tell, stop), Tell,
            all => all.Count(finding => finding.Broken > 0), "claims hold", "claims are broken"));
        return command;
    }

    static Command Copies()
    {
        var command = new Command("copies", "Hold every copy against its source: index, summaries, memory.")
        {
            AsJson, Repair,
        };
        command.SetAction((parsed, stop) => RunAsync<VerifyCopies.Finding>(
            parsed, (verify, tell) => verify.RunCopiesAsync(tell, parsed.GetValue(Repair), stop), Tell,
            all => all.Count(finding => finding.Faults > 0), "copies are true", "copies are not true"));
        return command;
    }

    // Exit status 1 where anything is wrong.
    static async Task<int> RunAsync<T>(
        ParseResult parsed, Func<VerifyNightly, Action<T>?, Task<IReadOnlyList<T>>> run, Action<T> tell,
        Func<IReadOnlyList<T>, int> wrong, string well, string ill)
    {
        await using var installation = await Installation.OpenAsync();
        await using var app = Marketplace.Build(installation.Settings(("Logging:LogLevel:Default", "None")));
        var isJson = parsed.GetValue(AsJson);
        var verify = app.Services.GetServices<Job>().OfType<VerifyNightly>().Single();
        var findings = await run(verify, isJson ? null : tell);
        var count = wrong(findings);
        Say.Line(isJson ? JsonSerializer.Serialize(findings, Indented)
            : count == 0 ? $"All {findings.Count} {well}." : $"{count} of {findings.Count} {ill}.");
        return count == 0 ? 0 : 1;
    }

    static void Tell(VerifyReferences.Finding finding)
    {
        Line(finding.Broken == 0 ? "ok" : "BROKEN", finding.Claim, finding.Rows, "rows", finding.Seconds);
        if (finding.Broken == 0) return;
        Say.Line($"       {finding.Sentence}");
        Say.Line($"       Not so of {finding.Broken}: {string.Join(", ", finding.Offenders)}");
    }

    static void Tell(VerifyCopies.Finding finding)
    {
        Line(finding.Faults == 0 ? "ok" : "UNTRUE", finding.Copy, finding.Checked, "checked", finding.Seconds);
        if (finding.Faults == 0) return;
        Say.Line($"       {finding.Missing} missing, {finding.Surplus} surplus, {finding.Differing} differing"
            + (finding.Unsettled is null ? "" : $"; unsettled: {finding.Unsettled}"));
        foreach (var first in finding.First) Say.Line($"       {first}");
    }

    static void Line(string verdict, string name, long count, string what, double seconds) =>
        Say.Line(string.Create(CultureInfo.InvariantCulture,
            $"{verdict,-6} {name,-56} {count,12:N0} {what,-7} {seconds,7:0.00} s"));
}
