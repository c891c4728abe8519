namespace Feria.Bench;

/// <summary>
/// How most scenarios are measured: the baseline, then throughput and cost under a closed load, then latencies under an
/// open one of half that throughput.
/// </summary>
static class Trial
{
    /// <summary>Connections of an open load; when all are busy the next one waits, and its waiting counts.</summary>
    public const int Connections = 256;

    const double OpenShare = .5;

    // A method called often is compiled again, better, some seconds after: until few are, a process is not at its
    // speed.
    const int LongestWarmUps = 8;
    const double FewMethods = 50;

    /// <param name="baselineAsync">The same unit of what it is held against; null where there is nothing.</param>
    public static async Task<Figure> RunAsync(
        Street street, string name, Act act, Func<Task<double>>? baselineAsync, double? target, CancellationToken stop)
    {
        var (shop, plan) = (street.Shop, street.Plan);
        double? baseline = baselineAsync is null ? null : await baselineAsync();
        await WarmUpAsync(street, act, stop);
        var statements = new Statements(street.Installation);
        await statements.BeginAsync();
        var before = await street.Meter.ReadAsync();
        var closed = await Loads.ClosedAsync(shop, act, plan.Clients, plan.Run, stop);
        var cost = await street.Meter.ReadAsync() - before;
        var done = Math.Max(1, closed.Times.Count);
        if (plan.TellsStatements) await statements.TellAsync(name, done);
        var perSecond = street.Paces.GetValueOrDefault(name, Math.Max(1, closed.PerSecond * OpenShare));
        var open = await Loads.OpenAsync(shop, act, perSecond, Connections, plan.Run, stop);
        return Figure.Of(name, closed.PerSecond, "a second", baseline, target) with
        {
            P50Ms = open.At(.5),
            P99Ms = open.At(.99),
            P999Ms = open.At(.999),
            OpenPerSecond = Math.Round(perSecond, 1),
            CpuUsApp = Math.Round(cost.AppMicroseconds / done, 1),
            CpuUsPostgres = Math.Round(cost.PostgresMicroseconds / done, 1),
            AllocatedBytes = Math.Round(cost.AllocatedBytes / done),
            Statements = Math.Round((double)cost.Statements / done, 2),
            Errors = closed.Errors + open.Errors,
            ClosedP99Ms = closed.At(.99),
        };
    }

    /// <summary>Does it until the process compiles little for it any more.</summary>
    public static async Task WarmUpAsync(Street street, Act act, CancellationToken stop)
    {
        var compiled = await street.Meter.CompiledMethodsAsync();
        for (var warmUps = 0; warmUps < LongestWarmUps; warmUps++)
        {
            await Loads.ClosedAsync(street.Shop, act, street.Plan.Clients, street.Plan.WarmUp, stop);
            var now = await street.Meter.CompiledMethodsAsync();
            if (now - compiled < FewMethods) return;
            compiled = now;
        }
    }

    /// <summary>What the bare endpoint sends of a file, to the same clients.</summary>
    public static async Task<double> BareAsync(Street street, string file, CancellationToken stop)
    {
        var (bare, act, plan) = (street.Bare.Address, Shopping.Get($"/{file}"), street.Plan);
        await Loads.ClosedAsync(bare, act, plan.Clients, plan.WarmUp, stop);
        return (await Loads.ClosedAsync(bare, act, plan.Clients, plan.Run, stop)).PerSecond;
    }
}
