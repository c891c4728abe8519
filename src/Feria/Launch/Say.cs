namespace Feria.Launch;

/// <summary>What the launcher tells the person at the keyboard.</summary>
static class Say
{
    static readonly HashSet<string> Said = [];

    static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is not "true";

    public static void Line(string text = "") => Console.WriteLine(text);

    /// <summary>The same words only the first time.</summary>
    public static void Once(string text)
    {
        if (Said.Add(text)) Line(text);
    }

    public static void Trouble(string text) => Console.Error.WriteLine(text);

    public static string Bold(string text) => IsTerminal ? $"\e[1m{text}\e[0m" : text;

    /// <summary>
    /// A bar that fills on a terminal; elsewhere a line every tenth, so a log shows that something happens.
    /// </summary>
    public static IProgress<double> Bar(string title) => new ProgressBar(title);

    sealed class ProgressBar(string title) : IProgress<double>
    {
        const int Width = 40;
        readonly Lock gate = new();
        int shown = -1;

        public void Report(double part)
        {
            var percent = (int)(Math.Clamp(part, 0, 1) * 100);
            lock (gate)
            {
                if (percent <= shown) return;
                if (!IsTerminal && percent < 100 && shown >= 0 && percent / 10 == shown / 10) return;
                shown = percent;
                var full = percent * Width / 100;
                if (IsTerminal)
                    Console.Write($"\r{title} [{new string('█', full)}{new string('·', Width - full)}] {percent,3} %"
                        + (percent == 100 ? "\n" : ""));
                else
                    Console.WriteLine($"{title}: {percent} %");
            }
        }
    }
}
