using System.CommandLine;
using System.Globalization;
using Feria.Operations;

namespace Feria.Launch;

/// <summary>
/// Orders a copy to be made again and follows it. The work is done by the running marketplace, as it is when the API
/// orders it; given up here, it goes on there.
/// </summary>
static class Rebuilding
{
    static readonly TimeSpan LongWait = TimeSpan.FromSeconds(15);

    public static readonly Command Command = Make();

    static Command Make()
    {
        var what = new Argument<string>("copy") { Description = "search, statistics, cache, or the name of one copy." };
        var perSecond = new Option<int?>("--per-second") { Description = "How many products a second at most." };
        var command = new Command("rebuild", "Make a copy again from its source, while people shop.")
        {
            what, perSecond,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(what)!, parsed.GetValue(perSecond), stop));
        return command;
    }

    static async Task<int> RunAsync(string what, int? perSecond, CancellationToken stop)
    {
        await using var installation = await Installation.OpenAsync();
        await using var app = Marketplace.Build(installation.Settings(("Logging:LogLevel:Default", "Warning")));
        var rebuilds = app.Services.GetRequiredService<Rebuilds>();
        Guid[] orders = [.. await rebuilds.OrderAsync(what, perSecond, stop)];
        if (orders.Length == 0)
            throw new CannotLaunch($"There is no copy {what}. There are: {string.Join(", ", rebuilds.Known)}");

        var database = app.Services.GetRequiredService<Database>();
        var told = new HashSet<Guid>();
        for (var moved = DateTime.UtcNow; told.Count < orders.Length; await Task.Delay(500, stop))
        {
            await using var session = await database.ReadFreshAsync(stop);
            foreach (var one in await Rebuilds.ListAsync(session, orders, orders.Length))
            {
                if (one.MovedAt > moved) moved = one.MovedAt;
                if (one.FinishedAt is not null && told.Add(one.Id)) Tell(one);
                else if (one.FinishedAt is null) Say.Once($"{one.Copy}: at most {one.PerSecond} a second");
            }

            if (DateTime.UtcNow - moved > LongWait)
                Say.Once("Nothing moves: the work waits for a running Feria. It is kept; stop here as you like.");
        }

        return 0;
    }

    static void Tell(Rebuilds.Progress one)
    {
        Say.Line(string.Create(CultureInfo.InvariantCulture,
            $"{one.Copy}: {one.Done:N0} made again in {(one.FinishedAt! - one.StartedAt).Value.TotalSeconds:0.0} s"
            + $"{(one.After is null ? ", then given up for a newer order" : "")}"));
        foreach (var (name, before) in one.Before)
            Say.Line(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-24} {before,14:N0} -> {one.After?.GetValueOrDefault(name),14:N0}"));
    }
}
