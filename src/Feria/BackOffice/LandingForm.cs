using System.Globalization;
using System.Text.RegularExpressions;
using Feria.Marketing;
using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>A landing page as somebody types it: its blocks one below the other, each with the fields of its kind.
/// </summary>
static partial class LandingForm
{
    public static readonly string[] Kinds =
    [
        LandingBlock.Heading, LandingBlock.Text, LandingBlock.Pictured, LandingBlock.OfProducts, LandingBlock.Countdown,
    ];

    public const string Picked = "picked";
    public const string OfCategory = "category";
    public const string OfQuery = "query";
    public const string OfPromotion = "promotion";

    /// <summary>Where products of a block come from.</summary>
    public static readonly string[] Sources = [Picked, OfCategory, OfQuery, OfPromotion];

    static readonly string[] OfBlock =
    [
        "what", "picture", "link", "source", "of", "promotion", "most", "until",
        .. Locale.Spoken.Select(language => $"text-{language}"),
    ];

    public static readonly string[] Names =
    [
        "name", "slug", "version", "from", "until",
        .. Locale.Spoken.SelectMany(language => new[] { $"title-{language}", $"description-{language}" }),
        .. Enumerable.Range(0, LandingTerms.MostBlocks).SelectMany(block => OfBlock.Select(name => Field(block, name))),
    ];

    public static string Field(int block, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"b{block}-{name}");

    public static int Count(Filled form) => Enumerable.Range(0, LandingTerms.MostBlocks)
        .TakeWhile(block => Kinds.Contains(form[Field(block, "what")])).Count();

    public static Filled New() => new() { ["version"] = "0", ["b0-what"] = LandingBlock.Text };

    /// <param name="slugs">Of products, as a form names them.</param>
    public static Filled Of(LandingFile file, IReadOnlyDictionary<Guid, string> slugs)
    {
        var terms = file.Terms;
        var form = new Filled
        {
            ["name"] = terms.Name, ["slug"] = terms.Slug, ["from"] = Instant(terms.From),
            ["until"] = Instant(terms.Until),
            ["version"] = file.Page.Version.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (language, title) in terms.Titles)
            (form[$"title-{language}"], form[$"description-{language}"]) = (title.Title, title.Description);
        foreach (var (place, block) in terms.Blocks.Index())
        {
            form[Field(place, "what")] = block.What;
            form[Field(place, "picture")] = block.Picture;
            form[Field(place, "link")] = block.Link;
            (form[Field(place, "source")], form[Field(place, "of")]) = block switch
            {
                { Category: { } category } => (OfCategory, category),
                { Query: { } query } => (OfQuery, query),
                { Promotion: not null } => (OfPromotion, null),
                _ => (Picked, string.Join('\n', (block.Products ?? []).Select(product =>
                    slugs.GetValueOrDefault(product, $"{product}")))),
            };
            form[Field(place, "promotion")] = block.Promotion?.ToString();
            form[Field(place, "most")] = block.Most?.ToString(CultureInfo.InvariantCulture);
            form[Field(place, "until")] = Instant(block.Until);
            foreach (var (language, text) in block.Texts ?? new Dictionary<string, string>())
                form[Field(place, $"text-{language}")] = text;
        }

        return form;
    }

    /// <summary>Adds, moves or takes away a block; false where none of that was wished.</summary>
    public static bool Arrange(Filled form, string? wish)
    {
        if (wish is null or "" or "save") return false;
        var blocks = Enumerable.Range(0, Count(form))
            .Select(block => OfBlock.Select(name => form[Field(block, name)]).ToArray()).ToList();
        var (deed, on) = wish.Split('-') is [var first, var second] ? (first, second) : ("", "");
        var at = int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said < blocks.Count
            ? said
            : -1;
        if (deed == "add" && Kinds.Contains(on) && blocks.Count < LandingTerms.MostBlocks)
            blocks.Add([on, .. Enumerable.Repeat<string?>(null, OfBlock.Length - 1)]);
        else if (deed == "drop" && at >= 0) blocks.RemoveAt(at);
        else if (deed == "up" && at > 0) (blocks[at - 1], blocks[at]) = (blocks[at], blocks[at - 1]);
        else if (deed == "down" && at >= 0 && at + 1 < blocks.Count)
            (blocks[at + 1], blocks[at]) = (blocks[at], blocks[at + 1]);
        for (var block = 0; block < LandingTerms.MostBlocks; block++)
        foreach (var (index, name) in OfBlock.Index())
            form[Field(block, name)] = block < blocks.Count ? blocks[block][index] : null;
        return true;
    }

    /// <summary>The body of the slice; what was typed and is no number is blamed in the form.</summary>
    /// <param name="products">Of blocks with products that were picked.</param>
    public static object BodyOf(
        Filled form, IReadOnlyDictionary<int, IReadOnlyList<Guid>> products, Visit visit) => new
        {
            version = NumberOf(form, "version", visit) ?? 0,
            terms = new
            {
                name = form["name"], slug = form["slug"], from = form.InstantOf("from"),
                until = form.InstantOf("until"),
                titles = Said(form, "title-").ToDictionary(language => language, language => new
                {
                    title = form[$"title-{language}"], description = form[$"description-{language}"],
                }),
                blocks = Enumerable.Range(0, Count(form))
                    .Select(block => BlockOf(form, block, products.GetValueOrDefault(block), visit)).ToList(),
            },
        };

    static LandingBlock BlockOf(Filled form, int block, IReadOnlyList<Guid>? products, Visit visit)
    {
        var what = form[Field(block, "what")]!;
        var isOfProducts = what == LandingBlock.OfProducts;
        var source = form[Field(block, "source")];
        return new(
            what,
            Said(form, Field(block, "text-")) is { Count: > 0 } said
                ? said.ToDictionary(language => language, language => form[Field(block, $"text-{language}")]!)
                : null,
            what == LandingBlock.Pictured ? TextOf("picture") : null,
            what == LandingBlock.Pictured ? TextOf("link") : null,
            isOfProducts && source == Picked ? products : null,
            isOfProducts && source == OfCategory ? TextOf("of") : null,
            isOfProducts && source == OfQuery ? TextOf("of") : null,
            isOfProducts && source == OfPromotion ? PromotionOf(form, block) : null,
            isOfProducts ? NumberOf(form, Field(block, "most"), visit) : null,
            what == LandingBlock.Countdown ? form.InstantOf(Field(block, "until")) : null);

        string? TextOf(string name) => form[Field(block, name)] is { Length: > 0 } text ? text : null;
    }

    /// <summary>The promotions the form names.</summary>
    public static Guid[] PromotionsOf(Filled form) =>
        [.. Enumerable.Range(0, Count(form)).Select(block => PromotionOf(form, block)).OfType<Guid>().Distinct()];

    static Guid? PromotionOf(Filled form, int block) =>
        Guid.TryParse(form[Field(block, "promotion")], out var promotion) ? promotion : null;

    /// <summary>Puts what the API refused where it was typed.</summary>
    public static void Take(Filled form, Inside.Trouble problem, Visit visit)
    {
        foreach (var path in problem.Errors.Keys) Blame(path, visit.Say("form.look-again"));
        if (problem.Field is { } odd) Blame(odd, visit.Refused(problem.Code, problem.Title));
        form.Take(problem, visit);
        if (form.Problem is { } said && problem.All.TryGetProperty("block", out var block))
            form.Problem = $"{visit.Say("landing.block", block.GetInt32())}: {said}";

        void Blame(string path, string sentence)
        {
            if (InBlock().Match(path) is not { Success: true } match) return;
            var block = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            form.Blame(Field(block, match.Groups[2].Value.ToLowerInvariant() switch
            {
                "products" when form[Field(block, "source")] == OfPromotion => "promotion",
                "products" or "category" or "query" => "of",
                "texts" => $"text-{Locale.Default}",
                var name => name,
            }), sentence);
        }
    }

    static List<string> Said(Filled form, string name) =>
        [.. Locale.Spoken.Where(language => form[name + language] is { Length: > 0 })];

    static int? NumberOf(Filled form, string name, Visit visit)
    {
        if (form[name] is not { Length: > 0 } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        form.Blame(name, visit.Say("sell.promo.wrong-number"));
        return null;
    }

    static string Instant(DateTime? at) =>
        at is { } some ? some.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : "";

    [GeneratedRegex(@"blocks\[(\d{1,2})\]\.(\w+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex InBlock();
}
