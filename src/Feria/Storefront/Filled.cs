using System.Globalization;
using System.Text.Json;

namespace Feria.Storefront;

/// <summary>A form as the visitor filled it, with what is wrong field by field: nothing typed is ever lost.</summary>
public sealed class Filled
{
    readonly Dictionary<string, string> values = [];
    readonly Dictionary<string, string> errors = [];

    /// <summary>What is wrong with the form as a whole.</summary>
    public string? Problem { get; set; }

    public bool Fine => Problem is null && errors.Count == 0;

    public string? this[string name]
    {
        get => ValueOf(name);
        set => values[name] = value ?? "";
    }

    /// <summary>The named fields of what was sent, without the blanks around them. No secrets.</summary>
    public static Filled Of(IFormCollection sent, params ReadOnlySpan<string> names)
    {
        var form = new Filled();
        foreach (var name in names) form[name] = sent[name].ToString().Trim();
        return form;
    }

    public string? ValueOf(string name) => values.GetValueOrDefault(name);

    public string? ErrorOf(string name) => errors.GetValueOrDefault(name);

    /// <summary>
    /// The instant of a field; null where it is none. Browsers send a local time without a zone: the page says that it
    /// is meant as UTC.
    /// </summary>
    public DateTime? InstantOf(string name) =>
        DateTime.TryParse(this[name], CultureInfo.InvariantCulture, MeantAsUtc, out var at) ? at : null;

    const DateTimeStyles MeantAsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public void Blame(string name, string sentence) => errors.TryAdd(name, sentence);

    /// <summary>Puts a refusal where it belongs: beside its fields, else over the form.</summary>
    internal void Take(Inside.Trouble problem, Visit visit)
    {
        foreach (var (path, sentences) in problem.Errors)
        {
            // "Address.Line1" is the field line1.
            var name = JsonNamingPolicy.CamelCase.ConvertName(path.Split('.')[^1]);
            Blame(name, visit.Wrong(name, sentences.FirstOrDefault() ?? ""));
        }

        if (problem.Field is { } field && values.ContainsKey(field))
            Blame(field, visit.Refused(problem.Code, problem.Title));
        else if (problem.Errors.Count == 0) Problem = visit.Refused(problem.Code, problem.Title);
    }
}
