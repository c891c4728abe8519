using System.CommandLine;
using System.Globalization;

namespace Feria.Launch;

/// <summary>Proves that nothing of the audit was changed, taken out or cut off; safe while people work.</summary>
static class Audit
{
    static readonly Option<string?> Since = new("--since")
    {
        Description = "The end an earlier proof told (number:seal): it must still be there.",
    };

    public static readonly Command Command = new("audit", "The record of what staff do.") { Verify() };

    static Command Verify()
    {
        var command = new Command("verify", "Go through every line and its seal, and name the first that is broken.")
        {
            Since,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var known = parsed.GetValue(Since) is { } text ? EndOf(text) : null;
            await using var installation = await Installation.OpenAsync();
            await using var app = Marketplace.Build(installation.Settings(("Logging:LogLevel:Default", "None")));
            var proof = await app.Services.GetRequiredService<AuditDesk>().VerifyAsync(known, stop);
            Say.Line(Told(proof));
            return proof.Holds ? 0 : 1;
        });
        return command;
    }

    static string Told(AuditDesk.Proof proof) => string.Create(CultureInfo.InvariantCulture, $"""
        {proof.Why switch
        {
            null => $"All {proof.Lines:N0} lines are as they were written.",
            "missing" => $"Line {proof.Broken} is missing.",
            "changed" => $"Line {proof.Broken} was changed.",
            _ => $"The end was cut off: line {proof.Broken} was written and is not there.",
        }}
        The end is {proof.Last}:{proof.Hash}
        """);

    static (long, string)? EndOf(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var counted)
            ? (counted, hash)
            : throw new CannotLaunch("--since takes what an earlier proof told: a number, a colon and a seal.");
}
