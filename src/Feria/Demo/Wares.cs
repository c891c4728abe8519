using System.Globalization;
using Feria.Catalog;
using Feria.Pictures;

namespace Feria.Demo;

/// <summary>The goods: so many of each kind, each with its brand, texts, variants, pictures and offers.</summary>
static class Wares
{
    const int OfEachKind = 13;
    const int MostVariants = 12;

    static readonly Dictionary<Ware, int> Numbers = Words.Departments
        .SelectMany(department => department.Wares)
        .Select((ware, at) => (ware, at))
        .ToDictionary(one => one.ware, one => one.at + 100);

    public static IReadOnlyList<Good> Of(Fair fair)
    {
        var titles = new HashSet<string>();
        var shelves = fair.Categories.ToDictionary(category => category.ExternalId, category => category.NewId!.Value);
        return
        [
            .. from department in Words.Departments
            from ware in department.Wares
            from index in Enumerable.Range(0, OfEachKind)
            select Make(fair, department, ware, index, shelves[ware.Category], titles),
        ];
    }

    static Good Make(Fair fair, Department department, Ware ware, int index, Guid shelf, HashSet<string> titles)
    {
        var dice = fair.Dice($"{ware.Kind} {index}");
        var stall = dice.Of([.. fair.Stalls.Where(stall => stall.Departments.Contains(department.Name))]);
        var language = OfStore(stall.Store.Language, ware, dice);
        var name = NameOf(dice, department, ware, language, titles);
        var since = dice.Chance(.06)
            ? dice.Moment(fair.Today.AddDays(-14), fair.Today.AddDays(-2))
            : dice.Moment(fair.Today.AddDays(-500), fair.Today.AddDays(-Fair.Days - 2));

        var paints = dice.Some(Palette.Of(ware.Colours), dice.Of([1, 1, 2, 3, 3, 4]));
        var choices = ware.Choice?.Values ?? [("", 1.0)];
        paints = [.. paints.Take(Math.Max(1, MostVariants / choices.Count))];
        var (paint, options) = (paints.Count > 1, ware.Choice is not null);

        var code = CodeOf(ware, index, dice);
        var stalls = Sellers(fair, department, stall, dice);
        var price = Price.Of(dice, ware);
        var variants = paints
            .SelectMany(paint => choices.Select(choice => (paint, choice)))
            .Select((one, position) => new ListedVariant(
                [.. new[] { paint ? one.paint.Name.In(language) : "", one.choice.Value }.Where(option => option != "")],
                [
                    .. stalls.Select(seller =>
                        OfferOf(dice, seller, code, position, price.Times(one.choice.Times), since)),
                ]))
            .ToList();
        string?[] optionNames =
        [
            paint ? Palette.Name.In(language) : null, options ? ware.Choice!.Name.In(language) : null,
        ];

        var id = dice.Id(since);
        var listing = new Listing(
            Fair.Source, $"{ware.Kind}-{index}", name.Title, Telling.Of(dice, department, ware, language, name),
            name.Brand, language, [.. optionNames.OfType<string>()], [shelf], variants,
            PicturesOf(dice, ware, name.Title, paints, choices.Count, language),
            FactsOf(dice, ware, language, name.Trait))
        {
            NewId = id,
            Since = since,
        };
        return new(
            id, listing, ware, department, stall, name.Noun, dice.Skewed() * (index == 0 ? 3 : 1),
            Math.Clamp(3.35 + dice.Part() * 1.6, 3, 4.95));
    }

    // A store writes most of its texts in its own language, the others for those who come from afar.
    static string OfStore(string language, Ware ware, Dice dice) =>
        language != Locale.Default && ware.Speaks(language) && dice.Chance(.75) ? language : Locale.Default;

    // Counted over all kinds, so that no store meets a code twice.
    static string CodeOf(Ware ware, int index, Dice dice)
    {
        var letters = ware.Kind[..Math.Min(4, ware.Kind.Length)].ToUpperInvariant();
        var number = Numbers[ware] * 100 + index * 7 + dice.Below(7);
        return string.Create(CultureInfo.InvariantCulture, $"{letters}-{number}");
    }

    static Name NameOf(Dice dice, Department department, Ware ware, string language, HashSet<string> titles)
    {
        while (true)
        {
            var (brand, model) = (dice.Of(department.Brands), dice.Of(department.Models));
            var noun = dice.Of(ware.Nouns.In(language));
            var chosen = ware.Choice?.Values.Select(value => value.Value) ?? [];
            var free = ware.Traits.Except(chosen).ToList();
            var trait = language == "en" && free.Count > 0 ? dice.Of(free) : null;
            var title = language == "en" ? $"{brand} {model} {noun}" : $"{noun} {brand} {model}";
            if (trait is not null) title += $", {trait}";
            if (titles.Add(title)) return new(brand, model, noun, trait, title);
        }
    }

    static List<Stall> Sellers(Fair fair, Department department, Stall first, Dice dice)
    {
        var others = fair.Stalls.Where(stall => stall != first && stall.Departments.Contains(department.Name));
        return [first, .. dice.Some(others, dice.Chance(.18) ? dice.Between(1, 2) : 0)];
    }

    static ListedOffer OfferOf(Dice dice, Stall stall, string code, int position, Price price, DateTime since)
    {
        var here = price.At(stall.Store.Slug);
        return new(
            stall.Store.Id, string.Create(CultureInfo.InvariantCulture, $"{code}-{position + 1:00}"), here.Minor,
            here.List, Fair.Currency, null)
        {
            NewId = dice.Id(since),
        };
    }

    // One of each colour from the front; the first one also close up, in its place and as it arrives.
    static List<ListedPicture> PicturesOf(
        Dice dice, Ware ware, string title, IReadOnlyList<Paint> paints, int choices, string language)
    {
        var seed = dice.Below(0x10000);
        string Colour(int at) => paints.Count > 1 ? paints[at].Name.In(language) : "";
        ListedPicture Shown(int view, int at) => new(
            new Picture(ware.Kind, view, paints[at].Rgb, seed).Path,
            string.Join(", ", new[] { title, Colour(at), ViewOf(view).In(language) }.Where(part => part != "")),
            at == 0 ? null : at * choices);
        var others = Enumerable.Range(1, paints.Count - 1).Select(at => Shown(1, at));
        return [Shown(1, 0), Shown(2, 0), Shown(3, 0), Shown(4, 0), .. others];
    }

    static Called ViewOf(int view) => view switch
    {
        2 => new("close-up", "detalle", "detalhe"),
        3 => new("in its place", "en su lugar", "no lugar"),
        4 => new("as it arrives", "tal como llega", "como chega"),
        _ => new("", "", ""),
    };

    static List<ListedAttribute> FactsOf(Dice dice, Ware ware, string language, string? trait)
    {
        var facts = new List<ListedAttribute>();
        foreach (var fact in ware.Facts.Where(fact => fact.Name != ware.Choice?.Name))
        {
            var value = fact.Values.FirstOrDefault(value => $"{trait} ".StartsWith($"{value} {fact.Unit}".Trim() + " "))
                ?? dice.Of(fact.Values);
            var attribute = AttributeOf(fact, value, language);
            if (language == "en" || attribute.Text is null) facts.Add(attribute);
        }

        return facts;
    }

    static ListedAttribute AttributeOf(Fact fact, string value, string language)
    {
        var english = fact.Name.In("en");
        var words = fact.Unit is null ? english : $"{english} {fact.Unit}";
        var code = Slug.Of(words.Replace("%", "percent").Replace("²", "2").Replace("°", "")).Replace('-', '_');
        var named = new ListedAttribute(code, fact.Name.In(language), fact.Unit) { Translations = fact.Name.All };
        if (value is "yes" or "no") return named with { Unit = null, Flag = value == "yes" };
        return decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? named with { Number = number }
            : named with { Text = value };
    }
}

/// <summary>What a good is called.</summary>
sealed record Name(string Brand, string Model, string Noun, string? Trait, string Title);
