using System.CommandLine;

namespace Feria.Launch;

/// <summary>Serves with the settings of the environment and nothing else: how Feria runs in production.</summary>
static class Serve
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var settings = new Argument<string[]>("settings") { Description = "Any setting, as --Feria:Postgres=…" };
        var command = new Command("serve", "Serve with the settings of the environment (production).")
        {
            settings,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, stop) =>
        {
            await Marketplace.Build([.. parsed.GetValue(settings)!, .. parsed.UnmatchedTokens]).RunAsync(stop);
            return 0;
        });
        return command;
    }
}
