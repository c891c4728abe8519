using System.Globalization;
using System.Text.Json;
using Feria.Operations;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>A setting as fields of a form, and what was sent as a value again.</summary>
static class SettingForm
{
    public static string FieldOf(Language language) => "value-" + language.Code;

    static string[] NamesOf(SettingFile setting) => setting.Type switch
    {
        "text" => [.. Words.Languages.Select(FieldOf), "value", "why", "from", "version"],
        "feature" => ["isOn", "percent", "accounts", "value", "why", "from", "version"],
        _ => ["value", "why", "from", "version"],
    };

    public static Filled Sent(SettingFile setting, IFormCollection sent) => Filled.Of(sent, NamesOf(setting));

    /// <summary>The form as it is shown: what was typed, else what stands.</summary>
    public static Filled Of(SettingFile setting, Filled? typed)
    {
        var form = typed ?? new Filled();
        form["version"] = setting.Version.ToString(CultureInfo.InvariantCulture);
        if (typed?["why"] is not null && NamesOf(setting).Any(name => name.StartsWith("value", StringComparison.Ordinal)
            && typed[name] is not null)) return form;
        switch (setting.Type)
        {
            case "text":
                foreach (var language in Words.Languages)
                    form[FieldOf(language)] = setting.Value.TryGetProperty(language.Code, out var text)
                        ? text.GetString()
                        : "";
                break;
            case "feature":
                var feature = setting.Value.Deserialize<Feature>(Json.Options)!;
                form["isOn"] = feature.IsOn ? "true" : "";
                form["percent"] = feature.Percent.ToString(CultureInfo.InvariantCulture);
                form["accounts"] = string.Join('\n', feature.Accounts);
                break;
            default:
                form["value"] = Plain(setting.Value);
                break;
        }

        return form;
    }

    static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(one => one.GetString())),
        JsonValueKind.String when DateTime.TryParse(
            value.GetString(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    /// <summary>What the fields say; what is no value of the kind is sent as it stands, and refused.</summary>
    public static JsonElement ValueOf(SettingFile setting, Filled form) => Of(setting.Type switch
    {
        "integer" or "duration" => NumberOf(form["value"]) is { } number ? number : form["value"] ?? "",
        "switch" => form["value"] == "true",
        "feature" => FeatureOf(form),
        "text" => Words.Languages.Where(language => form[FieldOf(language)] is { Length: > 0 })
            .ToDictionary(language => language.Code, language => form[FieldOf(language)]!),
        "codes" => (form["value"] ?? "").Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(code => code.ToUpperInvariant()).ToArray(),
        "instant" => form.InstantOf("value") is { } at
            ? at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : form["value"] ?? "",
        _ => form["value"] ?? "",
    });

    static object FeatureOf(Filled form)
    {
        var named = (form["accounts"] ?? "").Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return new
        {
            isOn = form["isOn"] == "true",
            percent = NumberOf(form["percent"]) ?? -1,
            accounts = named,
        };
    }

    static JsonElement Of(object value) => JsonSerializer.SerializeToElement(value, Json.Options);

    public static int? NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
