using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// Processor time of the measured application and of its PostgreSQL, and the statements that one was sent, from one
/// moment to another. Other programs of the machine are not counted.
/// </summary>
sealed class Meter(Installation installation)
{
    const double MicrosecondsOfTick = 10_000;

    public sealed record Reading(double AppMicroseconds, double PostgresMicroseconds, long Statements)
    {
        public static Reading operator -(Reading to, Reading from) => new(
            to.AppMicroseconds - from.AppMicroseconds, to.PostgresMicroseconds - from.PostgresMicroseconds,
            to.Statements - from.Statements);
    }

    public async Task<Reading> ReadAsync()
    {
        var data = (string)(await installation.SqlAsync("show data_directory"))!;
        var port = $"--urls=http://127.0.0.1:{installation.Http.BaseAddress!.Port}";
        var (app, postgres) = (0L, 0L);
        foreach (var process in Directory.EnumerateDirectories("/proc"))
            try
            {
                if (!char.IsAsciiDigit(Path.GetFileName(process)[0])) continue;
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0') is ["dotnet", .. var words]
                    && words.Contains(port))
                    app += Ticks(process);
                else if (Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), false)?.FullName == data)
                    postgres += Ticks(process);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or is another user's.
            }

        var statements = (long)(await installation.SqlAsync("""
            select coalesce(sum(calls), 0)::bigint from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
            """))!;
        return new(app * MicrosecondsOfTick, postgres * MicrosecondsOfTick, statements);
    }

    // Of backends that ended too: their time passes to whoever started them.
    static long Ticks(string process)
    {
        var stat = File.ReadAllText(Path.Combine(process, "stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
    }
}
