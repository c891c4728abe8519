using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feria.Bench;

/// <summary>What one scenario gave.</summary>
/// <param name="Baseline">The same unit, of what it is held against in the same run; null where nothing is.</param>
/// <param name="Ratio">Value to baseline.</param>
/// <param name="Target">What the ratio, or the value where there is no baseline, is to reach.</param>
/// <param name="P50Ms">Of an open load, from the instant each request was due.</param>
/// <param name="Met">Null where there is no target.</param>
sealed record Figure(
    string Name, double Value, string Unit, double? Baseline, double? Ratio, double? Target, double? P50Ms,
    double? P99Ms, bool? Met)
{
    public double? P999Ms { get; init; }

    /// <summary>With all clients asking as fast as they are answered.</summary>
    public double? ClosedP99Ms { get; init; }

    /// <summary>Requests offered in the open load.</summary>
    public double? OpenPerSecond { get; init; }

    /// <summary>Processor time of an operation, in microseconds.</summary>
    public double? CpuUsApp { get; init; }

    public double? CpuUsPostgres { get; init; }

    /// <summary>Managed memory of an operation.</summary>
    public double? AllocatedBytes { get; init; }

    public double? Statements { get; init; }
    public int? Errors { get; init; }

    /// <summary>Other numbers of this scenario alone, and what is to be known of it.</summary>
    public IReadOnlyDictionary<string, double>? More { get; init; }

    public string? Note { get; init; }

    /// <summary>At least so many times the baseline.</summary>
    public static Figure Of(string name, double value, string unit, double? baseline = null, double? target = null)
    {
        double? ratio = baseline is > 0 ? Math.Round(value / baseline.Value, 2) : null;
        return new(
            name, Math.Round(value, 1), unit, baseline is { } limit ? Math.Round(limit, 1) : null, ratio, target, null,
            null, target is { } least ? ratio >= least : null);
    }

    /// <summary>At most so much.</summary>
    public static Figure AtMost(string name, double value, string unit, double target) =>
        new(name, Math.Round(value, 1), unit, null, null, target, null, null, value <= target);
}

/// <param name="Why">What broke it; null where nothing did.</param>
sealed record Invariant(
    string Name, bool Holds, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Why)
{
    public static Invariant Of(string name, bool holds, string why) => new(name, holds, holds ? null : why);
}

/// <summary>A run of the bench, as it is printed and written.</summary>
sealed record Report(
    string Machine, string Size, IReadOnlyList<Figure> Scenarios, IReadOnlyList<Invariant> Invariants)
{
    static readonly JsonSerializerOptions Shape = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonIgnore]
    public int ExitStatus => Invariants.All(one => one.Holds) ? 0 : 1;

    public static string MachineOf(string postgres)
    {
        var isVirtual = File.Exists("/proc/cpuinfo") && File.ReadAllText("/proc/cpuinfo").Contains(" hypervisor");
        var architecture = RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86-64"
            : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var memory = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30));
        return $"{Environment.ProcessorCount} cores ({architecture}{(isVirtual ? ", virtual" : "")}), {memory} GiB, "
            + $"PostgreSQL {postgres.Split(' ')[0]}";
    }

    public async Task WriteAsync(FileInfo? file)
    {
        if (file is not null) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(this, Shape) + "\n");
    }

    public static void TellHead() => Console.WriteLine(
        $"{"scenario",-16} {"value",10} {"unit",-12} {"baseline",10} {"ratio",6} {"target",6} {"p50",8} {"p99",8} "
        + $"{"p99.9",8} {"app µs",8} {"pg µs",8} {"bytes",8} {"stmts",6} {"errors",6}  met");

    public static void Tell(Figure one)
    {
        var met = one.Met switch { true => "yes", false => "NO", null => "" };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{one.Name,-16} {one.Value,10:0.#} {one.Unit,-12} {one.Baseline,10:0.#} {one.Ratio,6:0.00} "
            + $"{one.Target,6:0.##} {one.P50Ms,8:0.0} {one.P99Ms,8:0.0} {one.P999Ms,8:0.0} {one.CpuUsApp,8:0} "
            + $"{one.CpuUsPostgres,8:0} {one.AllocatedBytes,8:0} {one.Statements,6:0.0} {one.Errors,6}  {met}"));
        foreach (var (name, value) in one.More ?? new Dictionary<string, double>())
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-16} {value,10:0.###} {name}"));
        if (one.Note is { } note) Console.WriteLine($"{"",-16} {note}");
    }

    public void TellInvariants()
    {
        foreach (var one in Invariants)
            Console.WriteLine(one.Why is { } why ? $"BROKEN {one.Name}: {why}" : $"holds  {one.Name}");
    }
}
