using System.CommandLine;
using System.Diagnostics;
using System.Xml.Linq;

namespace Feria.Launch;

/// <summary>Builds once, runs every test project against one throwaway PostgreSQL, and sums up.</summary>
static class RunTests
{
    static readonly FromNpm Axe = new("axe-core@4.14.1");

    static readonly FromNpm Fauxqs = new("fauxqs@2.4.1", LighthouseAudit.Node);

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static readonly Command Command = Make();

    sealed record Outcome(string Name, Counts Counts, TimeSpan Took, string Said);

    sealed record Counts(int Passed, int Skipped, IReadOnlyList<string> Failed)
    {
        public static readonly Counts None = new(0, 0, []);
    }

    static Command Make()
    {
        var which = new Argument<string[]>("projects") { Description = "Only these, such as Search; else all." };
        var command = new Command("test", "Install what tests need, build, run them all, sum up.") { which };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(which)!));
        return command;
    }

    static async Task<int> RunAsync(string[] which)
    {
        var checkout = Checkout.Find();
        checkout.Prepare();
        var projects = Projects(checkout, which);

        var folder = await checkout.ClusterFolderAsync("test");
        var binaries = await InstallPostgres.FindOrInstallAsync(checkout, folder);
        await InstallAsync(checkout, projects);
        await Task.WhenAll(
            BuildAsync(checkout, which.Length == 0 ? [Path.Combine(checkout.Root, "Feria.slnx")] : projects),
            InstallKafkaAsync(checkout, projects));

        // Anew each time: a run that was killed leaves its databases behind.
        await PrivateCluster.EmptyAsync(folder, binaries);
        await using var cluster = await PrivateCluster.OpenAsync(folder, binaries, Durability.Throwaway);
        var environment = new Dictionary<string, string>
        {
            ["FERIA_TEST_POSTGRES"] = cluster.ConnectionString(),
            ["FERIA_TEST_AXE"] = Path.Combine(Axe.Folder(checkout), "axe-core", "axe.min.js"),
            ["FERIA_TEST_FAUXQS"] = Fauxqs.Folder(checkout),
            ["FERIA_TEST_LIGHTHOUSE"] = LighthouseAudit.Packages.Folder(checkout),
        };

        var outcomes = new List<Outcome>();
        await Parallel.ForEachAsync(
            projects,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 4) },
            async (project, _) =>
            {
                var outcome = await RunOneAsync(project, environment);
                lock (outcomes)
                {
                    outcomes.Add(outcome);
                    Tell(outcome);
                }
            });

        string[] failed = [.. outcomes.SelectMany(outcome => outcome.Counts.Failed).Order(StringComparer.Ordinal)];
        Say.Line();
        foreach (var test in failed) Say.Line($"Failed: {test}");
        Say.Line($"{outcomes.Sum(outcome => outcome.Counts.Passed)} passed, {failed.Length} failed, "
            + $"{outcomes.Sum(outcome => outcome.Counts.Skipped)} skipped");
        return failed.Length == 0 ? 0 : 1;
    }

    static string[] Projects(Checkout checkout, string[] which)
    {
        var tests = Path.Combine(checkout.Root, "tests");
        var all = Directory.GetFiles(tests, "*.Tests.csproj", SearchOption.AllDirectories);
        bool IsMeant(string path) =>
            which.Length == 0 || which.Any(name => Name(path).StartsWith(name, StringComparison.OrdinalIgnoreCase));
        string[] chosen =
        [
            .. all.Where(IsMeant)
                // The browser takes longest: begun first, it ends with the others.
                .OrderByDescending(path => Name(path) == "Browser.Tests")
                .ThenBy(path => path, StringComparer.Ordinal),
        ];
        return chosen.Length > 0
            ? chosen
            : throw new CannotLaunch($"No such test project. There are: {string.Join(", ", all.Select(Name).Order())}");
    }

    static async Task InstallAsync(Checkout checkout, string[] projects)
    {
        // Needed, with the package that brings it. What cannot be installed makes its tests skip, and they say so.
        (string Package, bool Present)[] wanted =
        [
            ("chromium", Outside.Find("chromium") is not null),
            ("chromium-headless-shell", Outside.Find("chromium-headless-shell") is not null),
            ("libsodium23", Libsodium.Present),
            ("curl", Outside.Find("curl") is not null),
            ("jq", Outside.Find("jq") is not null),
            ("npm", Outside.Find("npm") is not null),
            (RedisProgram.Package, RedisProgram.Find() is not null),
            ("haproxy", Outside.Find("haproxy") is not null),
            (Vips.Package, Vips.IsHere),
        ];
        string[] missing = [.. wanted.Where(one => !one.Present).Select(one => one.Package)];
        if (missing.Length > 0 && await Apt.CanInstallAsync())
        {
            Say.Line($"Installing for the tests: {string.Join(", ", missing)}");
            await Apt.InstallWithoutServicesAsync(missing);
        }
        else if (missing.Length > 0)
            Say.Line($"Missing, and not ours to install: {string.Join(", ", missing)}. Some tests will be skipped.");

        if (projects.Any(path => Name(path) == "Media.Tests")) await Fauxqs.InstallAsync(checkout);
        // Only the browser's tests need them, and a registry is not always in reach.
        if (!projects.Any(path => Name(path) == "Browser.Tests")) return;
        await Axe.InstallAsync(checkout);
        await LighthouseAudit.Packages.InstallAsync(checkout);
    }

    // Takes longer than all other installing: done while the build runs.
    static async Task InstallKafkaAsync(Checkout checkout, string[] projects)
    {
        if (!projects.Any(path => Name(path) == "Kafka.Tests")) return;
        try
        {
            await KafkaLibrary.InstallAsync(checkout);
        }
        catch (Exception missing) when (missing is CannotLaunch or UnauthorizedAccessException)
        {
            Say.Line($"{missing.Message} Kafka's tests will be skipped.");
        }
    }

    static async Task BuildAsync(Checkout checkout, string[] what)
    {
        foreach (var one in what)
        {
            var built = await Outside.TryAsync(
                "dotnet", "build", one, "--configuration", "Release", "--verbosity", "quiet", "--nologo",
                "-consoleLoggerParameters:ErrorsOnly");
            if (built.Code != 0) throw new CannotLaunch($"The build failed.\n{built.Said}");
        }
    }

    static async Task<Outcome> RunOneAsync(string project, IReadOnlyDictionary<string, string> environment)
    {
        var name = Name(project);
        var program = Path.Combine(
            Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", $"Feria.{name}.dll");
        var report = Path.Combine(Path.GetTempPath(), $"feria-{Guid.NewGuid():N}.xml");
        var clock = Stopwatch.StartNew();
        var ran = await Outside.TryAsync(
            ["dotnet", program, "-noColor", "-noLogo", "-xml", report], environment, Patience);
        try
        {
            var counts = File.Exists(report) ? Count(XDocument.Load(report)) : Counts.None;
            // A run that ended badly failed, whatever its report says.
            if (ran.Code != 0 && counts.Failed.Count == 0) counts = counts with { Failed = [$"{name} as a whole"] };
            return new(name, counts, clock.Elapsed, ran.Said);
        }
        finally
        {
            File.Delete(report);
        }
    }

    static Counts Count(XDocument report)
    {
        var results = report.Descendants("test").ToLookup(
            test => test.Attribute("result")?.Value, test => test.Attribute("name")?.Value ?? "");
        var errors = report.Descendants("error").Select(error => $"{error.Attribute("name")?.Value} broke down");
        return new(results["Pass"].Count(), results["Skip"].Count(), [.. results["Fail"], .. errors]);
    }

    static void Tell(Outcome outcome)
    {
        var counts = outcome.Counts;
        Say.Line($"{outcome.Name}: {counts.Passed} passed, {counts.Failed.Count} failed, {counts.Skipped} skipped "
            + $"({outcome.Took.TotalSeconds:0.0} s)");
        if (counts.Failed.Count > 0) Say.Line(outcome.Said);
    }

    static string Name(string project) => Path.GetFileNameWithoutExtension(project);
}
