using System.CommandLine;
using System.CommandLine.Help;

namespace Feria.Launch;

/// <summary>Runs a command so that its troubles are told in words and Ctrl-C lets it clean up.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand feria, string[] args)
    {
        try
        {
            // `./feria` and `./feria help` are what people try first.
            var asked = args is [] or ["help"] ? ["--help"] : args;
            return await feria.Parse(asked).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
            });
        }
        catch (Exception trouble) when (trouble is CannotLaunch or WrongSetting)
        {
            Say.Trouble(trouble.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    /// <summary>A command without arguments of its own.</summary>
    public static Command Does(
        string name, string description, Func<CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction((_, stop) => run(stop));
        return command;
    }
}
