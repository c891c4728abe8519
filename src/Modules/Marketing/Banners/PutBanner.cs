using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes a banner, or changes it while it is not ended. What its variants did stays counted, also of one that is shown
/// no more.
/// </summary>
public static class PutBanner
{
    /// <summary>So many that are not over: what each process keeps in mind.</summary>
    public const int MostOpen = 100;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/marketing/banners/{banner:guid}", Handle)
        .WithName(nameof(PutBanner))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.BannerEnded, Refusals.BannerTimesWrong, Refusals.BannerCategoryUnclear, Refusals.BannerSharesWrong,
            Refusals.BannerTextsUnclear, Refusals.BannerPictureUnknown, Refusals.CategoryUnknown,
            Refusals.SegmentNotFound, Refusals.TooManyBanners)
        .WithExample(new BannerTerms(
            "Lamps in spring", BannerTerms.Home, null, null, 10, 5, null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc),
            [
                new(
                    100, null, "/category/lamps",
                    new Dictionary<string, BannerText> { ["en"] = new("Lamps are back", "Until Sunday.") }),
            ]));

    static async Task<Results<Ok<BannerFile>, ProblemHttpResult>> Handle(
        Guid banner, BannerTerms terms, Caller caller, Database database, ICategoryBook categories, IPictures pictures,
        TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var held = await BannerBook.LockAsync(tx, banner);
        if (terms.Refuse(held, now) is { } wrong) return wrong.AsProblem();
        if (await UnknownAsync(tx, terms, categories) is { } unknown) return unknown.AsProblem();
        if (held is null && await tx.OneAsync<int>(CountSql, new { now }) >= MostOpen)
            return Refusals.TooManyBanners.AsProblem();
        string[] shown = [.. terms.Variants.Select(one => one.Picture).OfType<string>().Distinct()];
        if ((await pictures.KeepAsync(tx, banner, shown)).Count < shown.Length)
            return Refusals.BannerPictureUnknown.AsProblem();
        var before = held is null ? null : (await BannerBook.FindAsync(tx, banner, now))!.Terms;
        await tx.ExecuteAsync(PutSql, new
        {
            banner, terms.Name, terms.Place, terms.Category, terms.Segment, terms.Priority, caller.Account,
            holdOut = terms.HoldOut * 100,
            from = terms.FromAt(held, now),
            until = terms.Until!.Value.InUtc(),
        });
        await tx.ExecuteAsync(ArmsSql, new
        {
            banner,
            ids = terms.Variants.Select(_ => Id.New()).ToArray(),
            arms = terms.Variants.Select((_, place) => (short)(place + 1)).ToArray(),
            shares = terms.Variants.Select(one => one.Share).ToArray(),
            pictures = terms.Variants.Select(one => one.Picture).ToArray(),
            links = terms.Variants.Select(one => one.Link).ToArray(),
            texts = terms.Variants.Select(one => JsonSerializer.Serialize(one.Texts, Json.Options)).ToArray(),
        });
        tx.Append(new ShowingChanged(banner));
        var file = (await BannerBook.FindAsync(tx, banner, now))!;
        tx.Audit("banner", banner, before, file.Terms);
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    static async Task<Refusal?> UnknownAsync(Tx tx, BannerTerms terms, ICategoryBook categories) =>
        terms.Segment is { } segment && !await tx.OneAsync<bool>(SegmentSql, new { segment })
            ? Refusals.SegmentNotFound.At("segment")
        : terms.Category is { } category
            && (await categories.AllAsync(tx, Locale.Default)).All(one => one.Number != category)
            ? Refusals.CategoryUnknown
        : null;

    // They are counted: two that are made at once may not both be the last.
    const string AloneSql = """
        -- marketing.put-banner.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.banners', 0))
        """;

    const string CountSql = """
        -- marketing.put-banner.count
        select count(*)::int from marketing.banner where ended_at is null and until_at > @now
        """;

    const string SegmentSql = """
        -- marketing.put-banner.segment
        select exists (select from marketing.segment where id = @segment)
        """;

    const string PutSql = """
        -- marketing.put-banner.put
        insert into marketing.banner (id, name, place, category, segment_id, holdout_basis_points, priority, from_at,
            until_at, made_by)
        values (@banner, @Name, @Place, @Category, @Segment, @holdOut, @Priority, @from, @until, @Account)
        on conflict (id) do update
            set name = excluded.name, place = excluded.place, category = excluded.category,
                segment_id = excluded.segment_id, holdout_basis_points = excluded.holdout_basis_points,
                priority = excluded.priority, from_at = excluded.from_at, until_at = excluded.until_at
        """;

    const string ArmsSql = """
        -- marketing.put-banner.arms
        with gone as (
            update marketing.banner_arm set share = 0 where banner_id = @banner and not (arm = any(@arms)))
        insert into marketing.banner_arm (id, banner_id, arm, share, picture, link, texts)
        select a.id, @banner, a.arm, a.share, a.picture, a.link, a.texts::jsonb
        from unnest(@ids::uuid[], @arms::smallint[], @shares::int[], @pictures::text[], @links::text[], @texts::text[])
            as a(id, arm, share, picture, link, texts)
        on conflict (banner_id, arm) do update
            set share = excluded.share, picture = excluded.picture, link = excluded.link, texts = excluded.texts
        """;
}
