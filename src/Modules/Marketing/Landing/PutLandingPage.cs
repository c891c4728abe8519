using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes a landing page, or saves it as a new version, whole: from the version that was seen. Strangers go on seeing
/// the version that is published. To restore an older version, save what it was.
/// </summary>
public static class PutLandingPage
{
    public const int Most = 500;
    public const int MostVersions = 1_000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/marketing/landing-pages/{page:guid}", Handle)
        .WithName(nameof(PutLandingPage))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.LandingChanged, Refusals.LandingTimesWrong, Refusals.LandingTitlesUnclear,
            Refusals.LandingBlockUnclear, Refusals.LandingTooLong, Refusals.LandingPictureUnknown,
            Refusals.LandingProductsUnknown, Refusals.LandingSlugTaken, Refusals.LandingSlugStays,
            Refusals.TooManyLandings, Refusals.TooManyLandingVersions)
        .WithExample(new Body(
            new(
                "Lamps in spring", "lamps-in-spring",
                new Dictionary<string, LandingTitle> { ["en"] = new("Lamps are back", "All lamps until Sunday.") },
                null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc),
                [
                    new(LandingBlock.Text, new Dictionary<string, string> { ["en"] = "Light for **every** table." }),
                    new(LandingBlock.OfProducts, Query: "lamp", Most: 8),
                ]), 0));

    /// <param name="Version">The version the edit was made of; 0 for a new page.</param>
    public sealed record Body([Required] LandingTerms Terms, [Range(0, int.MaxValue)] int Version);

    static async Task<Results<Ok<LandingFile>, ProblemHttpResult>> Handle(
        Guid page, Body body, Caller caller, Database database, LandingShelves shelves, IPictures pictures,
        TimeProvider clock, CancellationToken stop)
    {
        var terms = body.Terms;
        if (terms.Refuse() is { } wrong) return wrong.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var held = await LandingBook.LockAsync(tx, page);
        if ((held?.Version ?? 0) != body.Version)
            return Refusals.LandingChanged.With("version", held?.Version ?? 0).AsProblem();
        if (await RefuseAsync(tx, page, held, terms) is { } refusal) return refusal.AsProblem();
        if (await shelves.UnknownAsync(tx, terms) is { } unknown)
            return LandingTerms.AtBlock(Refusals.LandingProductsUnknown, unknown.Place, unknown.Field).AsProblem();

        // All that its versions show stays, so that each can be shown again.
        string[] shown = [.. terms.Pictures];
        var kept = await pictures.KeepAsync(
            tx, page, [.. (await tx.ListAsync<string>(PicturesSql, new { page })).Union(shown)]);
        if (shown.FirstOrDefault(picture => !kept.Contains(picture)) is { } gone)
            return LandingTerms.AtBlock(Refusals.LandingPictureUnknown, terms.PlaceOf(gone), "picture").AsProblem();

        await tx.ExecuteAsync(PutSql, new { page, terms.Slug, version = body.Version + 1, caller.Account });
        await tx.ExecuteAsync(AddSql, new
        {
            page, version = body.Version + 1, terms.Name, from = terms.From?.InUtc(), until = terms.Until?.InUtc(),
            content = LandingRow.ContentOf(terms), caller.Account,
        });
        var file = (await LandingBook.FindAsync(tx, page))!.File(clock.GetUtcNow().UtcDateTime);
        tx.Audit("landing_page", page, held?.Terms(), file.Terms);
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    static async Task<Refusal?> RefuseAsync(Tx tx, Guid page, LandingRow? held, LandingTerms terms) =>
        held is not null && held.Slug != terms.Slug ? Refusals.LandingSlugStays
        : held?.Version >= MostVersions ? Refusals.TooManyLandingVersions
        : held is not null ? null
        : await tx.OneAsync<int>(CountSql) >= Most ? Refusals.TooManyLandings
        : await tx.OneAsync<bool>(TakenSql, new { terms.Slug, page }) ? Refusals.LandingSlugTaken
        : null;

    // They are counted: two that are made at once may not both be the last.
    internal const string AloneSql = """
        -- marketing.put-landing-page.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.landing-pages', 0))
        """;

    const string CountSql = """
        -- marketing.put-landing-page.count
        select count(*)::int from marketing.landing_page
        """;

    const string TakenSql = """
        -- marketing.put-landing-page.taken
        select exists (select from marketing.landing_page where slug = @Slug and id <> @page)
        """;

    const string PicturesSql = """
        -- marketing.put-landing-page.pictures
        select distinct b ->> 'picture'
        from marketing.landing_page_version v
        cross join lateral jsonb_array_elements(v.content -> 'blocks') b
        where v.landing_page_id = @page and b ->> 'picture' is not null
        """;

    const string PutSql = """
        -- marketing.put-landing-page.put
        insert into marketing.landing_page (id, slug, version, made_by) values (@page, @Slug, @version, @Account)
        on conflict (id) do update set version = excluded.version
        """;

    const string AddSql = """
        -- marketing.put-landing-page.add
        insert into marketing.landing_page_version (landing_page_id, version, name, from_at, until_at, content, made_by)
        values (@page, @version, @Name, @from, @until, @content::jsonb, @Account)
        """;
}
