using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>
/// Makes a flash sale under an id of the caller's choice, setting its units aside at once, or changes its terms as long
/// as its line is not open.
/// </summary>
public static class PutFlashSale
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/flash-sales/{sale:guid}", Handle)
        .WithName(nameof(PutFlashSale))
        .RequireAccess(Permission.ManageFlashSales)
        .Refuses(Refusals.TimesCrossed, Refusals.TermsStand, Refusals.OfferNotFound, Refusals.OfferStays,
            Refusals.WrongCurrency, Refusals.UnitsShort, Refusals.AddressTaken)
        .WithExample(new Body(
            "midnight-drop", "Midnight drop", Guid.Parse("01935a9f-8b00-7000-8000-000000000001"), 100, 4990, "BRL", 1,
            "accounts", true, new(2026, 12, 1, 2, 30, 0, DateTimeKind.Utc), new(2026, 12, 1, 3, 0, 0, DateTimeKind.Utc),
            new(2026, 12, 1, 5, 0, 0, DateTimeKind.Utc), 180, 600));

    /// <param name="Slug">Its address: lower-case letters, digits and hyphens.</param>
    /// <param name="Units">Set aside from the offer's free units.</param>
    /// <param name="Price">In minor units of the offer's currency.</param>
    /// <param name="PerBuyer">Units one buyer may buy.</param>
    /// <param name="Audience">anyone, accounts or verified (an account with a verified e-mail address).</param>
    /// <param name="HasLine">Whether buyers wait in a line; without one the quickest are first.</param>
    /// <param name="OpensAt">When the line opens: from then on the terms stand.</param>
    /// <param name="StartsAt">When the line is drawn and the first are let in.</param>
    /// <param name="EndsAt">When nobody is let in any more.</param>
    /// <param name="TurnSeconds">How long a turn lasts.</param>
    /// <param name="PaySeconds">How long units are held for their payment.</param>
    public sealed record Body(
        [Required, StringLength(60, MinimumLength = 3), RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$")] string Slug,
        [Required, OneLine(80)] string Name,
        Guid Offer,
        [Range(1, 100_000)] int Units,
        [Range(1, 1_000_000_000_000)] long Price,
        [Required, RegularExpression("^[A-Z]{3}$")] string Currency,
        [Range(1, 100)] int PerBuyer,
        [Required, AllowedValues("anyone", "accounts", "verified")] string Audience,
        bool HasLine,
        DateTime OpensAt,
        DateTime StartsAt,
        DateTime EndsAt,
        [Range(10, 3600)] int TurnSeconds = 180,
        [Range(60, 3600)] int PaySeconds = 600);

    public static async Task<Results<Ok<FlashSaleStanding>, ProblemHttpResult>> Handle(
        Guid sale, Body body, Caller caller, Database database, IOfferBook offers, IStock stock,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await RunAsync(tx, offers, stock, sale, body, caller.Account) is { } refusal) return refusal.AsProblem();
        var answer = TypedResults.Ok(await FlashSaleStanding.FindAsync(tx, tx.Region, offers, sale));
        await tx.CommitAsync(answer!);
        return answer!;
    }

    /// <summary>All or nothing, in the caller's transaction.</summary>
    public static async Task<Refusal?> RunAsync(
        Tx tx, IOfferBook offers, IStock stock, Guid id, Body body, Guid? maker)
    {
        await tx.ExecuteAsync(AloneSql, new { id });
        var now = await tx.OneAsync<DateTime>(NowSql);
        var terms = (await offers.TermsAsync(tx, [body.Offer])).SingleOrDefault();
        var old = await tx.OneOrNullAsync<Old>(OldSql, new { tx.Region, id });
        if (Refuse(body, now, terms, old) is { } refusal) return refusal;
        if (await tx.OneAsync<bool>(AddressTakenSql, new { tx.Region, id, body.Slug })) return Refusals.AddressTaken;
        if (!await stock.SetAsideAsync(tx, new(id, body.Offer, body.Units))) return Refusals.UnitsShort;

        await tx.ExecuteAsync(PutSql, new
        {
            tx.Region,
            id,
            body.Slug,
            body.Name,
            body.Offer,
            body.Units,
            body.Price,
            body.Currency,
            body.PerBuyer,
            body.Audience,
            body.HasLine,
            opensAt = body.OpensAt.InUtc(),
            startsAt = body.StartsAt.InUtc(),
            endsAt = body.EndsAt.InUtc(),
            body.TurnSeconds,
            body.PaySeconds,
            seed = RandomNumberGenerator.GetBytes(32),
            maker,
        });
        tx.Append(new FlashSaleChanged(id));
        tx.Audit(
            "flash_sale", id, old is null ? null : new { old.Offer, old.OpensAt },
            new
            {
                body.Slug, body.Offer, body.Units, body.Price, body.Currency, body.PerBuyer, body.Audience,
                body.OpensAt, body.StartsAt, body.EndsAt,
            });
        return null;
    }

    internal static Refusal? Refuse(Body body, DateTime now, OfferTerms? offer, Old? old)
    {
        var (opens, starts, ends) = (body.OpensAt.InUtc(), body.StartsAt.InUtc(), body.EndsAt.InUtc());
        return old switch
        {
            { StoppedAt: not null } => Refusals.TermsStand,
            { OpensAt: var open } when open <= now => Refusals.TermsStand,
            { Offer: var kept } when kept != body.Offer => Refusals.OfferStays,
            _ when opens > starts || starts >= ends || starts <= now || ends > now.AddDays(366)
                => Refusals.TimesCrossed,
            _ when offer is null => Refusals.OfferNotFound,
            _ when offer.Currency != body.Currency => Refusals.WrongCurrency.With("currency", offer.Currency),
            _ => null,
        };
    }

    internal sealed record Old(Guid Offer, DateTime OpensAt, DateTime? StoppedAt);

    // There is no row to lock yet where two make the same sale at once.
    const string AloneSql = """
        -- flashsales.put-flash-sale.alone
        select pg_advisory_xact_lock(hashtextextended(@id::text, 0))
        """;

    const string NowSql = """
        -- flashsales.put-flash-sale.now
        select clock_timestamp()
        """;

    const string OldSql = """
        -- flashsales.put-flash-sale.old
        select offer_id as offer, opens_at, stopped_at
        from flashsales.sale
        where region = @Region and id = @id
        for update
        """;

    const string AddressTakenSql = """
        -- flashsales.put-flash-sale.address-taken
        select exists (select from flashsales.sale where region = @Region and slug = @Slug and id <> @id)
        """;

    // The seed is drawn once: who changes terms does not get another draw.
    const string PutSql = """
        -- flashsales.put-flash-sale.put
        insert into flashsales.sale (region, id, slug, name, offer_id, units, price_minor, currency, per_buyer,
            audience, has_line, opens_at, starts_at, ends_at, turn_seconds, pay_seconds, seed, made_by)
        values (@Region, @id, @Slug, @Name, @Offer, @Units, @Price, @Currency, @PerBuyer, @Audience, @HasLine, @opensAt,
            @startsAt, @endsAt, @TurnSeconds, @PaySeconds, @seed, @maker)
        on conflict (region, id) do update
            set slug = excluded.slug, name = excluded.name, units = excluded.units, price_minor = excluded.price_minor,
                currency = excluded.currency, per_buyer = excluded.per_buyer, audience = excluded.audience,
                has_line = excluded.has_line, opens_at = excluded.opens_at, starts_at = excluded.starts_at,
                ends_at = excluded.ends_at, turn_seconds = excluded.turn_seconds, pay_seconds = excluded.pay_seconds
        """;
}
