using System.Text.Json;

namespace Feria.Marketing;

/// <summary>
/// Which banner stands over a page. For strangers it is the same for all and asks nothing; for who is signed in their
/// segments and groups say.
/// </summary>
public sealed class Banners(
    Showing showing, SegmentBook segments, Groups groups, Database database, TimeProvider clock)
{
    /// <summary>So many segments are asked about for one page.</summary>
    const int MostAsked = 5;

    /// <summary>What everybody sees whose name is not known; null where there is none.</summary>
    /// <param name="categories">Numbers of the page's category and all above it.</param>
    public BannerShown? ForAll(string place, IReadOnlyCollection<int> categories, string locale)
    {
        foreach (var (of, arms) in Fitting(place, categories))
            if (of.SegmentId is null) return Shown(arms[0], locale);
        return null;
    }

    /// <summary>What an account sees: the foremost that is for it and does not hold it out.</summary>
    public async Task<BannerShown?> ForAsync(
        Guid account, string place, IReadOnlyCollection<int> categories, string locale, CancellationToken stop)
    {
        var asked = 0;
        Session? session = null;
        try
        {
            foreach (var (of, arms) in Fitting(place, categories))
            {
                if (of.SegmentId is not null)
                {
                    if (++asked > MostAsked) continue;
                    session ??= await database.ReadAsync(stop);
                    var rule = JsonSerializer.Deserialize<Rule>(of.Rule!, Json.Options)!;
                    if (!await segments.HasAsync(session, rule, account)) continue;
                }

                var group = groups.Of(of.Id, account, of.HoldoutBasisPoints, [.. arms.Select(arm => arm.Share)]);
                if (group > 0) return Shown(arms[group - 1], locale);
            }

            return null;
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }

    IEnumerable<(BannerRow Of, IReadOnlyList<BannerArmRow> Arms)> Fitting(
        string place, IReadOnlyCollection<int> categories)
    {
        var known = showing.Banners;
        if (known.Count == 0) return [];
        var now = clock.GetUtcNow().UtcDateTime;
        return known.Where(one => one.Of.Place == place && one.Of.StatusAt(now) == "running"
            && (one.Of.Category is not { } category || categories.Contains(category)));
    }

    static BannerShown Shown(BannerArmRow arm, string locale)
    {
        var (variant, text) = (arm.Variant(), arm.Variant().TextOf(locale));
        return new(arm.Id, variant.Picture, variant.Link, text.Title, text.Text);
    }
}
