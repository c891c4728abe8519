using System.CommandLine;

namespace Feria.Bench;

/// <summary>
/// Runs scenarios on a world of a size, each beside its baseline, and checks the invariants. Exit status 1 where one is
/// broken, 2 where the world has no room.
/// </summary>
static class Measuring
{
    public static RootCommand Make(params Command[] others)
    {
        var names = Names();
        var wishes = new Wishes("1%");
        var command = new RootCommand("Measure Feria on this machine.") { names };
        wishes.AddTo(command);
        foreach (var other in others) command.Add(other);
        command.SetAction((parsed, stop) => wishes.RunAsync(parsed, async (sizes, plan, json) =>
        {
            if (sizes.Count > 1) return await Growth.RunAsync(sizes, plan, parsed.GetValue(names)!, json, stop);
            var report = await RunAsync(sizes[0], plan, parsed.GetValue(names)!, null, stop);
            report.TellInvariants();
            await report.WriteAsync(json);
            return report.ExitStatus;
        }));
        return command;
    }

    /// <summary>The argument that says which scenarios.</summary>
    public static Argument<string[]> Names()
    {
        var names = new Argument<string[]>("scenario")
        {
            Description = "Which to run; all without:\n"
                + string.Join('\n', Scenario.All.Select(one => $"{one.Name}: {one.Says}")),
            HelpName = "scenario",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. Scenario.All.Select(one => one.Name)]);
        return names;
    }

    /// <param name="paces">Requests a second of the open loads, where another run sets them.</param>
    public static Task<Report> RunAsync(
        Asked size, Plan plan, string[] names, IReadOnlyDictionary<string, double>? paces, CancellationToken stop) =>
        OnStreetAsync(size, plan, paces, async street =>
        {
            var figures = new List<Figure>();
            Scenario[] scenarios = [.. Scenario.All.Where(one => names is [] || names.Contains(one.Name))];
            // While the application holds few of PostgreSQL's connections.
            foreach (var file in scenarios.Select(one => one.Baseline).OfType<string>())
                await street.Pgbench.OnceAsync(file, plan);
            Report.TellHead();
            foreach (var scenario in scenarios)
            {
                // What the one before left to be done is not the next one's cost.
                await street.Installation.SettleAsync(Console.Error, stop);
                var measured = await scenario.RunAsync(street, stop);
                foreach (var figure in measured) Report.Tell(figure);
                figures.AddRange(measured);
            }

            return figures;
        }, stop);

    /// <summary>Measures on a world of this size, and then checks it.</summary>
    public static async Task<Report> OnStreetAsync(
        Asked size, Plan plan, IReadOnlyDictionary<string, double>? paces,
        Func<Street, Task<List<Figure>>> measureAsync, CancellationToken stop)
    {
        var world = await KeptWorld.OpenAsync(size.Size, Console.Error, stop);
        await using var street = await Street.OpenAsync(size.Size, plan, world.Installation, paces, stop);
        var version = (string)(await street.Installation.SqlAsync("show server_version"))!;
        foreach (var note in world.Notes) Console.WriteLine(note);
        Console.WriteLine($"{Report.MachineOf(version)}; size {size.Name}");
        var figures = await measureAsync(street);
        return new(Report.MachineOf(version), size.Name, figures, await Invariants.CheckAsync(street, stop));
    }
}

/// <param name="Name">As it was typed.</param>
sealed record Asked(string Name, Size Size);

/// <summary>What every measure can be told.</summary>
sealed class Wishes
{
    readonly Option<string> size;
    readonly Option<FileInfo?> json = new("--json") { Description = "Writes the figures to this file too." };

    readonly Option<double> seconds = new("--seconds")
    {
        Description = "Of each load.", DefaultValueFactory = _ => 8,
    };

    readonly Option<int> clients = new("--clients")
    {
        Description = "Of closed loads.", DefaultValueFactory = _ => 64,
    };

    readonly Option<int> shoppers = new("--shoppers")
    {
        Description = "Connected at once in the scenario shoppers.", DefaultValueFactory = _ => 10_000,
    };

    readonly Option<bool> statements = new("--statements")
    {
        Description = "Also tells which statements PostgreSQL was sent, by the time they took.",
    };

    /// <param name="usually">The size, or sizes, where none is named.</param>
    public Wishes(string usually)
    {
        size = new("--size")
        {
            Description = "Of 500,000 users, 100,000 products, 10,000,000 orders and 2,000,000 reviews: 1%, 10%, full "
                + "or any share; several with commas between compare their latencies.",
            DefaultValueFactory = _ => usually,
        };
        size.Validators.Add(given =>
        {
            if (given.GetValue(size)!.Split(',').Any(one => Size.Read(one, DateTime.UtcNow) is null))
                given.AddError("--size is 1%, 10%, full, or another share from 0.01% on.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { size, json, seconds, clients, shoppers, statements }) command.Add(option);
    }

    public async Task<int> RunAsync(
        ParseResult parsed, Func<IReadOnlyList<Asked>, Plan, FileInfo?, Task<int>> runAsync)
    {
        Asked[] sizes =
        [
            .. parsed.GetValue(size)!.Split(',').Select(one => new Asked(one, Size.Read(one, DateTime.UtcNow)!)),
        ];
        var plan = new Plan(
            parsed.GetValue(clients), parsed.GetValue(seconds), parsed.GetValue(shoppers), parsed.GetValue(statements));
        return await WhereThereIsRoomAsync(() => runAsync(sizes, plan, parsed.GetValue(json)));
    }

    /// <summary>Exit status 2, and says why, where the disk is too small for the world.</summary>
    public static async Task<int> WhereThereIsRoomAsync(Func<Task<int>> runAsync)
    {
        try
        {
            return await runAsync();
        }
        catch (NoRoom trouble)
        {
            Console.Error.WriteLine(trouble.Message);
            return 2;
        }
    }
}
