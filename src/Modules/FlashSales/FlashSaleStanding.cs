using Feria.Contracts;

namespace Feria.FlashSales;

/// <summary>A flash sale as those who run it see it, this instant.</summary>
/// <param name="Turns">Buyers who may buy now.</param>
/// <param name="Waiting">Buyers in line, numbered or not, who were not let in yet.</param>
/// <param name="Free">Units nobody has, and nobody has a turn for.</param>
/// <param name="PlacedASecond">Checkouts placed over all processes, over the last three seconds.</param>
/// <param name="Rate">Turns given a second.</param>
public sealed record FlashSaleStanding(
    Guid Id,
    string Slug,
    string Name,
    OfferShown? Offer,
    Money Price,
    string Phase,
    int Units,
    int Sold,
    int Held,
    int Free,
    int Spots,
    int Waiting,
    int Admitted,
    int Turns,
    int Missed,
    double Rate,
    double PlacedASecond,
    int PerBuyer,
    string Audience,
    bool HasLine,
    DateTime OpensAt,
    DateTime StartsAt,
    DateTime EndsAt,
    int TurnSeconds,
    int PaySeconds,
    DateTime Now,
    DateTime? StoppedAt,
    DateTime? ClosedAt,
    string? ClosedWhy,
    int? Unsold,
    string SeedDigest)
{
    internal static async Task<FlashSaleStanding?> FindAsync(
        Session session, string region, IOfferBook offers, Guid id)
    {
        var args = new { Region = region, id };
        var sale = await session.OneOrNullAsync<Sale>(SaleSql, args);
        if (sale is null) return null;
        var offer = (await offers.TermsAsync(session, [sale.Offer])).SingleOrDefault();
        var use = await Pace.UseAsync(session, region, id);
        var line = await session.OneAsync<LineUse>(LineSql, args);
        return new(
            sale.Id, sale.Slug, sale.Name, offer is null ? null : FlashSaleBook.OfferOf(offer), sale.Price,
            sale.Phase(line.Now), sale.Units, use.Sold, use.Held, sale.ClosedAt is null ? use.Free(sale) : 0,
            line.Spots, line.Waiting, line.Admitted, line.Turns, line.Missed,
            sale.Rate, Math.Round(use.PlacedLately / Pacing.Window.TotalSeconds, 1), sale.PerBuyer, sale.Audience,
            sale.HasLine, sale.OpensAt, sale.StartsAt, sale.EndsAt, sale.TurnSeconds, sale.PaySeconds, line.Now,
            sale.StoppedAt, sale.ClosedAt, sale.ClosedWhy, line.Unsold, Convert.ToHexStringLower(sale.SeedDigest));
    }

    sealed record LineUse(
        int Spots, int Waiting, int Admitted, int Turns, int Missed, int? Unsold, DateTime Now);

    const string SaleSql = $"""
        -- flashsales.flash-sale-standing.sale
        select {Sale.Columns}
        from flashsales.sale
        where region = @Region and id = @id
        """;

    const string LineSql = """
        -- flashsales.flash-sale-standing.line
        select count(*)::int as spots,
            (count(*) filter (where admitted_at is null))::int as waiting,
            (count(*) filter (where admitted_at is not null))::int as admitted,
            (count(*) filter (where allowed > 0 and turn_ends_at > clock_timestamp()))::int as turns,
            (count(*) filter (where admitted_at is not null and taken = 0
                and (allowed = 0 or turn_ends_at <= clock_timestamp())))::int as missed,
            (select unsold from flashsales.sale where region = @Region and id = @id) as unsold,
            clock_timestamp() as now
        from flashsales.spot
        where region = @Region and sale_id = @id
        """;
}
