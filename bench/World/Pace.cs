using System.Diagnostics;
using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// Tells every few seconds how far a long work is, how fast it goes and how long the rest may take; on a terminal as a
/// bar that fills.
/// </summary>
sealed class Pace(string what, long all, TextWriter tell)
{
    const int Width = 30;

    static readonly bool IsTerminal = !Console.IsErrorRedirected;
    static readonly TimeSpan Every = TimeSpan.FromSeconds(IsTerminal ? .5 : 5);

    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly Lock gate = new();
    TimeSpan told;
    long done;

    public void Add(long more)
    {
        lock (gate)
        {
            done += more;
            if (done < all && watch.Elapsed - told < Every) return;
            told = watch.Elapsed;
            var perSecond = done / Math.Max(told.TotalSeconds, .001);
            var rest = TimeSpan.FromSeconds((all - done) / Math.Max(perSecond, 1));
            var end = done < all ? $"about {rest:h\\:mm\\:ss} left" : $"{told.TotalSeconds:N1} s in all";
            var full = (int)(Width * done / Math.Max(1, all));
            var line = string.Create(CultureInfo.InvariantCulture,
                $"{what,-10} [{new string('█', full)}{new string('·', Width - full)}] {done,12:N0} of {all:N0}  "
                + $"{perSecond,9:N0}/s  {end}");
            if (IsTerminal && tell == Console.Error) tell.Write($"\r{line,-110}{(done < all ? "" : "\n")}");
            else tell.WriteLine(line);
        }
    }
}
