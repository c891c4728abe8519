using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A store lists a product it describes, or changes one, whole: from the version it saw.</summary>
public static class PutMyListing
{
    public const string Create = "AddMyListing";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes.MapPost("/store/{store:guid}/listings", (
            Guid store, Body body, [AsParameters] Parts parts, CancellationToken stop) =>
            Handle(store, null, body, parts, stop)), Create);
        Declare(routes.MapPut("/store/{store:guid}/listings/{product:guid}", (
            Guid store, Guid product, Body body, [AsParameters] Parts parts, CancellationToken stop) =>
            Handle(store, product, body, parts, stop)), nameof(PutMyListing));
    }

    static void Declare(RouteHandlerBuilder endpoint, string name) => endpoint
        .WithName(name)
        .WithSummary("A store lists a product it describes, or changes one, whole: from the version it saw.")
        .RequireAccountOrKey()
        .Allows(perMinute: 120, burst: 240)
        .Refuses(
            Refusals.StoreNotFound, Refusals.StoreNotApproved, Refusals.ListingNotFound, Refusals.ListingNotKept,
            Refusals.ListingChanged, Refusals.ListingRemoved, Refusals.WrongCurrency, Refusals.CategoryNotFound,
            Refusals.SkuTaken, Refusals.DuplicateVariant, Refusals.PictureUnknown, Refusals.StockBelowReserved,
            Refusals.AttributeMissing, Refusals.AttributeValueUnknown)
        .WithExample(new Body
        {
            Title = "Table lamp of soapstone",
            Description = "Turned by hand in **Ouro Preto**.",
            Language = "en",
            Categories = ["lamps"],
            Variants = [new("LAMP-1", new(129_90, "USD"), Stock: 12)],
        });

    public sealed record Body : Draft
    {
        /// <summary>The version the edit was made of; left out of a new listing.</summary>
        [Range(1, int.MaxValue)]
        public int? Version { get; init; }

        /// <summary>Those that were sent here (<c>POST /pictures</c>), and those the listing shows already.</summary>
        [MaxLength(100)]
        public IReadOnlyList<MyListing.Picture>? Pictures { get; init; }

        internal override IReadOnlyList<ListedPicture?> Shows => [.. (Pictures ?? []).Select(picture =>
            picture is null ? null : new ListedPicture(picture.Url, picture.Alt, picture.Variant))];
    }

    public sealed record Parts(
        Caller Caller, Database Database, IStoreDesk Desk, ListingDoors Doors,
        [FromHeader(Name = "Accept-Language")] string? AcceptLanguage);

    static async Task<Results<Ok<MyListing>, Created<MyListing>, ProblemHttpResult>> Handle(
        Guid store, Guid? product, Body body, Parts parts, CancellationToken stop)
    {
        await using var tx = await parts.Database.WriteAsync(stop);
        var (standing, refusedAtDesk) = await parts.Desk.HoldAsync(tx, store, parts.Caller, StoreRight.Edit);
        if (standing is null) return refusedAtDesk!.AsProblem();
        var locale = Locale.Choose(null, parts.AcceptLanguage);
        var asked = new Asked(product ?? Id.New(), product is null, body);
        var stock = parts.Doors.Stock;
        // What was listed before its category asked for more is asked when somebody edits it, and not of sheets.
        if (product is not null && (await CategoryAsks.OfAsync(tx, [body])).Refuse(body) is { } missing)
            return missing.AsProblem();
        var put = (await PutAsync(tx, standing, [asked], parts.Doors, Maker.Of(parts.Caller))).Single();
        if (put.Refusal is { } refusal)
            return refusal != Refusals.ListingChanged
                ? refusal.AsProblem()
                : refusal.With("now", await MyListing.ReadAsync(tx, stock, store, asked.Product, locale)).AsProblem();
        var now = (await MyListing.ReadAsync(tx, stock, store, asked.Product, locale))!;
        return asked.IsNew
            ? await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/listings/{asked.Product}", now))
            : await tx.CommitAsync(TypedResults.Ok(now));
    }

    internal sealed record Asked(Guid Product, bool IsNew, Body Body);

    /// <param name="Waiting">What of the edit waits for approval.</param>
    internal sealed record Answer(Refusal? Refusal, IReadOnlyList<FieldChange> Waiting);

    /// <summary>
    /// Puts many listings of one store, in the caller's transaction, and says of each why it was not put. Where any was
    /// not, nothing may be committed.
    /// </summary>
    /// <param name="maker">Whose edit it is; null where it was approved, so that none of it waits.</param>
    internal static async Task<IReadOnlyList<Answer>> PutAsync(
        Tx tx, StoreStanding standing, IReadOnlyList<Asked> asked, ListingDoors doors, Maker? maker)
    {
        var known = (await tx.ListAsync<Old>(
            LockSql, new { products = asked.Where(one => !one.IsNew).Select(one => one.Product).ToArray() }))
            .ToDictionary(old => old.Product);
        var categories = await Draft.CategoriesAsync(tx, asked.Select(one => one.Body));
        var asks = await CategoryAsks.OfAsync(tx, asked.Where(one => one.IsNew).Select(one => one.Body));
        var source = asked.Any(one => one.IsNew)
            ? (await doors.Stores.SignsAsync(tx, [standing.Store])).Single().Slug
            : "";
        var refused = new Refusal?[asked.Count];
        var put = new Dictionary<(string, string), (int Place, Listing Listing)>();
        foreach (var (place, one) in asked.Index())
        {
            var old = known.GetValueOrDefault(one.Product);
            refused[place] = Refuse(standing, one.IsNew ? null : one.Product, old, one.Body)
                ?? one.Body.Refuse(standing.Currency, categories)
                ?? (one.IsNew ? asks.Refuse(one.Body) : null);
        }

        var edits = asked.Index().Where(one => refused[one.Index] is null && !one.Item.IsNew).Select(one => one.Item);
        var splits = maker is null
            ? new Dictionary<Guid, ChangeDesk.Split>()
            : await doors.Changes.SplitAsync(
                tx, standing, edits.ToDictionary(one => one.Product, one => one.Body), maker);
        if (splits.Values.Any(split => split.Waiting.Count > 0))
            categories = await Draft.CategoriesAsync(
                tx, [.. asked.Select(one => one.Body), .. splits.Values.Select(split => split.Now!)]);
        foreach (var (place, one) in asked.Index().Where(one => refused[one.Index] is null))
        {
            var split = splits.GetValueOrDefault(one.Product);
            if (split is not null && split.Waiting.Any(change => change.Field == ListingFields.Pictures)
                && !await ArePicturesKnownAsync(tx, doors.Pictures, split.Id, one.Product, one.Body))
                refused[place] = Refusals.PictureUnknown.At("pictures");
            if (refused[place] is not null || split?.PutsNothing(one.Body) is true) continue;
            var live = split?.Live(one.Body) ?? one.Body;
            // What a sheet puts it counts by itself, last of all.
            if (maker is { Via: Maker.Sheet })
                live = live with { Variants = [.. live.Variants.Select(choice => choice with { Stock = null })] };
            if (!await ArePicturesKnownAsync(tx, doors.Pictures, one.Product, one.Product, live))
            {
                refused[place] = Refusals.PictureUnknown.At("pictures");
                continue;
            }

            var old = known.GetValueOrDefault(one.Product);
            var listing = live.ListingOf(
                old?.Source ?? source, old?.ExternalId ?? one.Product.ToString("N"), standing.Store, categories)
                with { NewId = one.Product };
            put.Add((listing.Source, listing.ExternalId), (place, listing));
        }

        var outcome = await PutListings.RunAsync(tx, doors.Stock, [.. put.Values.Select(one => one.Listing)], "desk");
        foreach (var no in outcome.Refused.Concat(outcome.StockRefused))
            refused[put[(no.Listing.Source, no.Listing.ExternalId)].Place] = no.Refusal.With("detail", no.Detail);
        // Putting a listing puts it up for sale; what was paused stays so: all of it, or some of its SKUs.
        var rested = put.Values.Where(one => refused[one.Place] is null)
            .Select(one => known.GetValueOrDefault(asked[one.Place].Product)).OfType<Old>().ToList();
        foreach (var old in rested.Where(old => old.Paused))
            await PauseMyListing.PauseAsync(tx, standing.Store, old.Product);
        if (rested.Where(old => !old.Paused).SelectMany(old => old.Resting).ToArray() is { Length: > 0 } offers)
            await tx.ExecuteAsync(PauseAgainSql, new { offers });
        if (maker is not null && refused.All(no => no is null))
            await doors.Changes.KeepAsync(tx, standing.Store, [.. splits.Values], maker);
        return
        [
            .. asked.Index().Select(one => new Answer(
                refused[one.Index], splits.GetValueOrDefault(one.Item.Product)?.Waiting ?? [])),
        ];
    }

    internal static Refusal? Refuse(StoreStanding standing, Guid? product, Old? old, Body body) => old switch
    {
        _ when !standing.IsApproved => Refusals.StoreNotApproved,
        null => product is null ? null : Refusals.ListingNotFound,
        { Removed: true } when old.KeptBy == standing.Store => Refusals.ListingRemoved,
        { Withdrawn: true } => Refusals.ListingNotFound,
        _ when old.KeptBy != standing.Store => old.SoldBy(standing.Store)
            ? Refusals.ListingNotKept
            : Refusals.ListingNotFound,
        _ when old.Version != body.Version => Refusals.ListingChanged,
        _ => null,
    };

    // Pictures are those that were sent here, and those the listing shows already, from wherever they came.
    static async Task<bool> ArePicturesKnownAsync(Tx tx, IPictures pictures, Guid owner, Guid product, Body body)
    {
        var wanted = body.Pictures ?? [];
        var sent = await pictures.KeepAsync(tx, owner, [.. wanted.Select(picture => picture.Url)]);
        if (wanted.All(picture => sent.Contains(picture.Url))) return true;
        var shown = (await tx.ListAsync<string>(PicturesSql, new { product })).ToHashSet();
        return wanted.All(picture => sent.Contains(picture.Url) || shown.Contains(picture.Url));
    }

    internal sealed record Old(
        Guid Product, string Source, string ExternalId, int Version, Guid? KeptBy, bool Withdrawn, bool Removed,
        bool Paused, Guid[] Resting, Guid[] Sellers)
    {
        public bool SoldBy(Guid store) => Sellers.Contains(store);
    }

    const string LockSql = """
        -- catalog.put-my-listing.lock
        select p.id as product, coalesce(p.source, '') as source, coalesce(p.external_id, '') as external_id,
            p.version, p.kept_by,
            p.withdrawn_at is not null as withdrawn, p.removed_at is not null as removed,
            coalesce((
                select bool_and(o.paused_at is not null)
                from catalog.variant v
                join catalog.offer o on o.variant_id = v.id
                where v.product_id = p.id and o.store_id = p.kept_by
                    and (o.withdrawn_at is null or o.paused_at is not null)), false) as paused,
            array(
                select o.id
                from catalog.variant v
                join catalog.offer o on o.variant_id = v.id
                where v.product_id = p.id and o.store_id = p.kept_by and o.paused_at is not null) as resting,
            array(
                select distinct o.store_id
                from catalog.variant v
                join catalog.offer o on o.variant_id = v.id
                where v.product_id = p.id and (o.withdrawn_at is null or o.paused_at is not null)) as sellers
        from catalog.product p
        where p.id = any(@products)
        order by p.id
        for update of p
        """;

    const string PauseAgainSql = """
        -- catalog.put-my-listing.pause-again
        update catalog.offer set withdrawn_at = now(), paused_at = now()
        where id = any(@offers) and withdrawn_at is null
        """;

    const string PicturesSql = """
        -- catalog.put-my-listing.pictures
        select url from catalog.picture where product_id = @product
        """;
}
