using System.CommandLine;
using Feria.Wide;

namespace Feria.Launch;

/// <summary>Serves with the settings of the environment and nothing else: how Feria runs in production.</summary>
static class Serve
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var settings = new Argument<string[]>("settings") { Description = "Any setting, as --Feria:Postgres=…" };
        var roles = new Option<string>("--roles") { Description = "What it does: web, api, worker; else all." };
        var services = new Option<string>("--services") { Description = "Modules whose API it answers; else all." };
        var command = new Command("serve", "Serve with the settings of the environment (production).")
        {
            settings, roles, services,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, stop) =>
        {
            string[] asked =
            [
                .. parsed.GetValue(settings)!, .. parsed.UnmatchedTokens,
                .. Asked("Roles", parsed.GetValue(roles)), .. Asked("Services", parsed.GetValue(services)),
            ];
            await RunAsync(Marketplace.Build(asked, Resting.Add), stop);
            return 0;
        });
        return command;
    }

    // What keeps it from starting is told where the others look, where the database can be reached at all.
    static async Task RunAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.RunAsync(stop);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            await NoteFailedStart.WriteAsync(app.Services, fault);
            throw;
        }
    }

    static string[] Asked(string setting, string? value) => value is null ? [] : [$"--Feria:{setting}={value}"];
}
