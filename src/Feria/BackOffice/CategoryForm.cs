using Feria.Catalog;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>A category's texts as somebody fills them in, in the languages of the pages.</summary>
static class CategoryForm
{
    static readonly string[] Names =
    [
        "version", "hidden", "picture", "others", "parent",
        .. Locale.Spoken.SelectMany(language => new[] { "name-" + language, "description-" + language }),
    ];

    public static Filled Of(CategoryFile file)
    {
        var form = new Filled
        {
            ["version"] = file.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["hidden"] = file.Hidden ? "1" : "",
            ["picture"] = file.Picture,
        };
        foreach (var language in Locale.Spoken)
        {
            var text = file.Texts.FirstOrDefault(one => one.Locale == language);
            form["name-" + language] = text?.Name;
            form["description-" + language] = text?.Description;
        }

        // Languages without a field of their own are carried along.
        form["others"] = System.Text.Json.JsonSerializer.Serialize(
            file.Texts.Where(text => !Locale.Spoken.Contains(text.Locale)), Json.Options);
        return form;
    }

    public static Filled Read(IFormCollection sent) => Filled.Of(sent, Names);

    public static IEnumerable<CategoryFile.Text> Texts(Filled form) => Locale.Spoken
        .Where(language => form["name-" + language] is { Length: > 0 })
        .Select(language => new CategoryFile.Text(
            language, form["name-" + language]!, form["description-" + language]))
        .Concat(Others(form["others"]));

    static IReadOnlyList<CategoryFile.Text> Others(string? written)
    {
        try
        {
            return written is { Length: > 0 }
                ? System.Text.Json.JsonSerializer.Deserialize<CategoryFile.Text[]>(written, Json.Options) ?? []
                : [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    public static void Take(Filled form, Inside.Trouble problem, Visit visit)
    {
        if (problem.Errors.Keys.Any(key => key.Contains("exts", StringComparison.Ordinal)))
            form.Blame("name-en", visit.Wrong("name", problem.Title));
        else form.Take(problem, visit);
    }
}
