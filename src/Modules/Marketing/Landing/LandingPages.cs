using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>A landing page as somebody reads it, in one language.</summary>
public sealed record LandingShown(
    string Slug, string Language, string Title, string? Description, DateTime? From, DateTime? Until,
    IReadOnlyList<LandingPart> Blocks)
{
    public bool IsShown(DateTime now) => !(From > now) && !(Until <= now);
}

/// <param name="What">heading, text, picture, products or countdown.</param>
/// <param name="Language">Of the text.</param>
/// <param name="Text">The heading, the text (CommonMark), what a picture shows, what stands over products or a clock.
/// </param>
/// <param name="Products">Which they are.</param>
/// <param name="Until">Of countdown: the instant it counts down to.</param>
public sealed record LandingPart(
    string What, string? Language, string? Text, string? Picture, string? Link, LandingShelf? Products, DateTime? Until)
{
    /// <summary>Products of a promotion are shown while it runs, a clock until it is run down.</summary>
    public bool IsShown(DateTime now) => !(Until <= now) && Products?.IsShown(now) is not false;
}

/// <summary>
/// Landing pages as they are shown, from a copy of each that the clock is held against, so that each begins and ends to
/// the second.
/// </summary>
public sealed class LandingPages(Cache cache, Database database, LandingShelves shelves, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    // All addresses at once: there are five hundred pages at most, so whoever asks for others costs nothing.
    const string Known = "marketing.landing-addresses";

    /// <summary>Where a page is published, whatever its times.</summary>
    public sealed record Addresses(HashSet<string> Slugs);

    /// <summary>The page at an address; null where none is published there now.</summary>
    public async Task<Cache.Copy<LandingShown>?> FindAsync(string slug, string locale, CancellationToken stop)
    {
        var known = await cache.GetAsync(Known, Fresh, AddressesAsync, stop);
        if (!known!.Value.Slugs.Contains(slug)) return null;
        if (!Locale.Spoken.Contains(locale)) locale = Locale.Default;
        var copy = await cache.GetAsync<LandingShown>(
            $"marketing.landing:{locale}:{slug}", Fresh, session => ReadAsync(session, slug, locale), stop);
        return copy?.Value.IsShown(clock.GetUtcNow().UtcDateTime) is true ? copy : null;
    }

    /// <summary>Terms as a reader would see them.</summary>
    public async Task<LandingShown> DrawAsync(LandingTerms terms, string locale, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await ShownAsync(session, terms, locale);
    }

    /// <summary>Addresses of all that are shown now.</summary>
    public async Task<IReadOnlyList<string>> SlugsAsync(Session session) =>
        await session.ListAsync<string>(SlugsSql, new { now = clock.GetUtcNow().UtcDateTime });

    // A page that is published or taken back changes it, as soon as that is heard.
    static async Task<Cache.Filled<Addresses>> AddressesAsync(Session session) => new(
        new((await session.ListAsync<string>(PublishedSql)).ToHashSet()),
        [Changes.Of<ShowingChanged>()]);

    async Task<Cache.Filled<LandingShown>> ReadAsync(Session session, string slug, string locale) =>
        await LandingBook.PublishedAsync(session, slug) is { } row
            ? new(
                await ShownAsync(session, row.Terms(), locale),
                [row.Id, Changes.Of<PromotionsChanged>(), Changes.Of<CategoriesChanged>()])
            : new(null, []);

    async Task<LandingShown> ShownAsync(Session session, LandingTerms terms, string locale)
    {
        var of = await shelves.OfAsync(session, terms.Blocks);
        var (language, title) = ByLanguage.Of(terms.Titles, locale);
        return new(
            terms.Slug, language, title.Title, title.Description is { Length: > 0 } said ? said : null, terms.From,
            terms.Until, [.. terms.Blocks.Select((block, place) => PartOf(block, of.GetValueOrDefault(place)))]);

        LandingPart PartOf(LandingBlock block, LandingShelf? shelf)
        {
            var text = block.Texts is { Count: > 0 } texts ? ByLanguage.Of(texts, locale) : default;
            return new(block.What, text.Key, text.Value, block.Picture, block.Link, shelf, block.Until?.InUtc());
        }
    }

    const string PublishedSql = """
        -- marketing.landing-pages.published
        select slug from marketing.landing_page where published_version is not null order by slug
        """;

    const string SlugsSql = """
        -- marketing.landing-pages.slugs
        select p.slug
        from marketing.landing_page p
        join marketing.landing_page_version v on v.landing_page_id = p.id and v.version = p.published_version
        where (v.from_at is null or v.from_at <= @now) and (v.until_at is null or v.until_at > @now)
        order by p.id
        """;
}
