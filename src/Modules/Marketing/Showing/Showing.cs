using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Marketing;

/// <summary>
/// What marketing shows in the shop, as this process knows it. A look at it costs nothing; what is heard makes it look
/// again, and what was known serves until then. Begin, end and pace are told by the clock each time.
/// </summary>
public sealed class Showing(Database database, TimeProvider clock, ILogger<Showing> log)
    : KnownHere(database, Changes.Of<ShowingChanged>(), Backstop, log), ISponsoring
{
    // What other processes charge is heard of by nobody: so old may be what is known of it.
    static readonly TimeSpan Backstop = TimeSpan.FromSeconds(5);

    volatile IReadOnlyList<Open> sponsored = [];
    volatile IReadOnlyList<(BannerRow Of, IReadOnlyList<BannerArmRow> Arms)> banners = [];

    /// <summary>A sponsorship that may be shown, and what it has spent as far as is known here.</summary>
    sealed class Open(SponsorshipRow row, IReadOnlyList<SponsoredOffer> offers)
    {
        long spent = row.SpentMinor;

        public Guid Id => row.Id;

        public IReadOnlyList<SponsoredOffer> Offers => offers;

        public bool CanPay(DateTime now) => (row with { SpentMinor = Volatile.Read(ref spent) }).CanPay(now) > 0;

        public void Spend(long minor) => Volatile.Write(ref spent, minor);
    }

    public IReadOnlyList<SponsoredOffer> Now()
    {
        var known = sponsored;
        if (known.Count == 0) return [];
        var now = clock.GetUtcNow().UtcDateTime;
        return [.. known.Where(one => one.CanPay(now)).SelectMany(one => one.Offers)];
    }

    /// <summary>Banners that run or come, the foremost first.</summary>
    internal IReadOnlyList<(BannerRow Of, IReadOnlyList<BannerArmRow> Arms)> Banners => banners;

    /// <summary>Whether it is a variant of a banner that may be shown.</summary>
    internal bool IsBanner(Guid arm) => banners.Any(one => one.Arms.Any(each => each.Id == arm));

    /// <summary>Whose a sponsored offer is; null where it is not shown any more.</summary>
    internal Guid? SponsorshipOf(Guid offer) =>
        sponsored.FirstOrDefault(one => one.Offers.Any(each => each.Id == offer))?.Id;

    /// <summary>What it has spent by now, so that it is not shown beyond that.</summary>
    internal void Spend(Guid sponsorship, long minor) =>
        sponsored.FirstOrDefault(one => one.Id == sponsorship)?.Spend(minor);

    public override async Task LookAsync(CancellationToken stop)
    {
        await using var session = await Database.ReadFreshAsync(stop);
        banners = await BannerBook.OpenAsync(session);
        sponsored =
        [
            .. (await SponsorshipBook.OpenAsync(session)).GroupBy(one => one.Of.Id).Select(group => new Open(
                group.First().Of,
                [.. group.Select(one => new SponsoredOffer(one.Offer.Id, one.Offer.OfferId, one.Offer.ProductId))])),
        ];
    }
}
