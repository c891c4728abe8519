using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// Processor time of the measured application and of its PostgreSQL, the managed memory the one took and the statements
/// the other was sent, from one moment to another. Other programs of the machine are not counted.
/// </summary>
sealed class Meter(Installation installation)
{
    const double MicrosecondsOfTick = 10_000;

    public sealed record Reading(
        double AppMicroseconds, double PostgresMicroseconds, long Statements, double AllocatedBytes)
    {
        public static Reading operator -(Reading to, Reading from) => new(
            to.AppMicroseconds - from.AppMicroseconds, to.PostgresMicroseconds - from.PostgresMicroseconds,
            to.Statements - from.Statements, to.AllocatedBytes - from.AllocatedBytes);
    }

    /// <summary>What it holds at one moment: memory in MB, and connections of both.</summary>
    public sealed record Weight(double ResidentMb, double HeapMb, double Callers, double DatabaseConnections);

    public async Task<Weight> WeighAsync()
    {
        var page = await installation.Http.GetStringAsync("/metrics");
        var connections = (long)(await installation.SqlAsync(
            "select count(*) from pg_stat_activity where datname = current_database()"))!;
        return new(
            ResidentMb(),
            Math.Round(Sum(page, "dotnet_gc_last_collection_heap_size_bytes") / (1 << 20), 1),
            Sum(page, "kestrel_active_connections"), connections);
    }

    /// <summary>How many methods it compiled since it began, those again that it called often among them.</summary>
    public async Task<double> CompiledMethodsAsync() =>
        Sum(await installation.Http.GetStringAsync("/metrics"), "dotnet_jit_compiled_methods_total");

    /// <summary>Memory the machine gives the application; asked of the machine, so that it may be busy.</summary>
    public double ResidentMb() => Math.Round(
        Processes().Where(IsApp).Sum(process => File.ReadLines(Path.Combine(process, "status"))
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Sum(line => double.Parse(
                line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)))
        / 1024, 1);

    public async Task<Reading> ReadAsync()
    {
        var (app, postgres) = await ProcessorAsync(installation, IsApp);
        var statements = (long)(await installation.SqlAsync("""
            select coalesce(sum(calls), 0)::bigint from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
            """))!;
        var page = await installation.Http.GetStringAsync("/metrics");
        return new(app, postgres, statements, Sum(page, "dotnet_gc_heap_total_allocated_bytes_total"));
    }

    /// <summary>Processor time of this very process and of the installation's PostgreSQL, in microseconds.</summary>
    public static Task<(double App, double Postgres)> HereAsync(Installation installation) =>
        ProcessorAsync(installation, process => Path.GetFileName(process) == $"{Environment.ProcessId}");

    static async Task<(double App, double Postgres)> ProcessorAsync(
        Installation installation, Func<string, bool> isApp)
    {
        var data = (string)(await installation.SqlAsync("show data_directory"))!;
        var (app, postgres) = (0L, 0L);
        foreach (var process in Processes())
            try
            {
                if (isApp(process)) app += Ticks(process);
                else if (Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), false)?.FullName == data)
                    postgres += Ticks(process);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or is another user's.
            }

        return (app * MicrosecondsOfTick, postgres * MicrosecondsOfTick);
    }

    static IEnumerable<string> Processes() => Directory.EnumerateDirectories("/proc")
        .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]));

    bool IsApp(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0') is ["dotnet", .. var words]
                && words.Contains($"--urls=http://127.0.0.1:{installation.Http.BaseAddress!.Port}");
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Over all labels of a number on the page of /metrics.
    static double Sum(string page, string name) => page.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length
            && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    // Of backends that ended too: their time passes to whoever started them.
    static long Ticks(string process)
    {
        var stat = File.ReadAllText(Path.Combine(process, "stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
    }
}
