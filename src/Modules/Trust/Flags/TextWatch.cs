using Feria.Contracts;

namespace Feria.Trust;

/// <summary>The rules for what was said, applied to what is about to be: only what is new in it counts.</summary>
sealed class TextWatch(IMasking masking) : ITextWatch
{
    public async Task<IReadOnlyList<IReadOnlyList<TextSign>>> NewInAsync(
        Session session, IReadOnlyList<Reworded> texts)
    {
        var changed = texts.Any(one => !one.Before.SequenceEqual(one.After));
        var words = changed ? await Flagging.WordsAsync(session) : null;
        return [.. texts.Select(one => words is null ? [] : SignsIn(one, words))];
    }

    IReadOnlyList<TextSign> SignsIn(Reworded one, ILookup<string, string> words)
    {
        var (before, after) = (Shown(one.Before, one.Language), Shown(Added(one), one.Language));
        var had = WordsOf(TextFlags.Words(ThingKind.Product, before, words));
        // Words together may be forbidden that each were there before.
        var has = WordsOf(TextFlags.Words(ThingKind.Product, Shown(one.After, one.Language), words));
        var signs = new List<TextSign>();
        if (has.Except(had).ToList() is { Count: > 0 } forbidden)
            signs.Add(new(ChangeRisk.OfWords, string.Join(", ", forbidden)));
        if (TextFlags.Contact(ThingKind.Product, after, masking) is { } leads)
            signs.Add(new(ChangeRisk.OfContact, leads.Evidence["text"]));
        return signs;
    }

    static IEnumerable<string> WordsOf(Flag? flag) => flag is null ? [] : flag.Evidence["words"].Split(", ");

    // What stood there before is no news, wherever it stands now.
    static IReadOnlyList<ThingText> Added(Reworded one) =>
    [
        .. one.After.Select(part =>
        {
            var had = one.Before.Where(old => old.Name == part.Name).SelectMany(old => Parts(old.Text)).ToHashSet();
            return part with { Text = string.Join(' ', Parts(part.Text).Where(word => !had.Contains(word))) };
        }),
    ];

    static string[] Parts(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static ThingShown Shown(IReadOnlyList<ThingText> texts, string language) =>
        new("", texts, language, null, null, null, true);
}
