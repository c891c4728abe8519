using System.Text.Json;

namespace Feria.Kernel;

/// <summary>
/// Something an operator can set while the installation runs. It is declared by the module it takes effect in, and read
/// from <see cref="SettingBook"/>.
/// </summary>
public abstract class Setting(string key, string type, JsonElement usual)
{
    /// <summary>Stable name, <c>group.what</c>; the words for it are found by this.</summary>
    public string Key => key;

    public string Group => key[..key.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>integer, duration, instant, switch, feature, text, one-of or codes.</summary>
    public string Type => type;

    /// <summary>What it is where nobody set anything.</summary>
    public JsonElement Usual => usual;

    /// <summary>minutes, hours, days, units …</summary>
    public string? Unit { get; init; }

    /// <summary>The least and the most; of texts the most letters, of codes how many.</summary>
    public long? Least { get; init; }

    public long? Most { get; init; }

    /// <summary>What it can be, where that is one of a few words.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>What is wrong with a value; null where it can be taken.</summary>
    public abstract string? FaultOf(JsonElement value);

    internal abstract object Read(JsonElement value);

    internal static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, Kernel.Json.Options);

    public static Setting<int> Whole(string key, int usual, int least, int most, string? unit = null) => new(
        key, "integer", Json(usual),
        value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= least && number <= most ? null : $"It is a whole number from {least} to {most}.",
        value => value.GetInt32())
    {
        Unit = unit, Least = least, Most = most,
    };

    /// <param name="unit">minutes, hours or days: what the number counts.</param>
    public static Setting<TimeSpan> Time(string key, int usual, int least, int most, string unit)
    {
        var one = unit switch
        {
            "minutes" => TimeSpan.FromMinutes(1),
            "hours" => TimeSpan.FromHours(1),
            "days" => TimeSpan.FromDays(1),
            _ => throw new ArgumentException($"No time is counted in {unit}.", nameof(unit)),
        };
        return new(
            key, "duration", Json(usual),
            value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
                && number >= least && number <= most ? null : $"It is a whole number of {unit} from {least} to {most}.",
            value => value.GetInt32() * one)
        {
            Unit = unit, Least = least, Most = most,
        };
    }

    public static Setting<bool> Switch(string key, bool usual) => new(
        key, "switch", Json(usual),
        value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "It is true or false.",
        value => value.GetBoolean());

    public static Setting<Feature> Feature(string key) => new(
        key, "feature", Json(Kernel.Feature.On), Kernel.Feature.FaultOf,
        value => value.Deserialize<Feature>(Kernel.Json.Options)!);

    public static Setting<string> OneOf(string key, string usual, params string[] words) => new(
        key, "one-of", Json(usual),
        value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString())
            ? null
            : $"It is one of {string.Join(", ", words)}.",
        value => value.GetString()!)
    {
        Words = words,
    };

    /// <summary>A point in time, or none.</summary>
    public static Setting<Moment> Instant(string key) => new(
        key, "instant", Json(""), Moment.FaultOf, value => new Moment(Moment.Read(value)));

    /// <summary>Text in each language, or in some; where it is missing pages say what they say without it.</summary>
    public static Setting<Texts> Text(string key, int mostLetters) => new(
        key, "text", Json(new Texts()), value => Texts.FaultOf(value, mostLetters),
        value => new Texts(value.Deserialize<Dictionary<string, string>>(Kernel.Json.Options)!))
    {
        Most = mostLetters,
    };

    /// <summary>Codes, each once; none at all stands for every one.</summary>
    public static Setting<Codes> CodesOf(string key, string unit, int least, int most, Func<string, bool> isKnown) =>
        new(key, "codes", Json(Array.Empty<string>()),
        value => Codes.FaultOf(value, least, most, isKnown),
        value => new Codes(value.Deserialize<string[]>(Kernel.Json.Options)!))
    {
        Unit = unit, Least = least, Most = most,
    };
}

/// <param name="faultOf">What is wrong with a value; null where nothing is.</param>
/// <param name="read">Makes of a value without fault what code asks for.</param>
public sealed class Setting<T>(
    string key, string type, JsonElement usual, Func<JsonElement, string?> faultOf, Func<JsonElement, T> read)
    : Setting(key, type, usual) where T : notnull
{
    public override string? FaultOf(JsonElement value) => faultOf(value);

    internal override object Read(JsonElement value) => read(value);
}

/// <summary>A setting as this installation knows it: its own usual value, where the environment says one.</summary>
public sealed record KnownSetting(Setting Setting, JsonElement Usual);
