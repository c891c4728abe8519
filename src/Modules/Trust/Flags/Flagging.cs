using System.Globalization;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// Notices what may not be and puts it before moderators, with what shows it. The same of a thing is noticed once for
/// ever, and of a case one of each rule.
/// </summary>
public sealed class Flagging(
    CaseBook cases, IMasking masking, IOfferBook offers, IPictures pictures)
{
    const int MostAlike = 50;

    internal async Task LookAsync(Tx tx, ILookup<string, string> things)
    {
        var rules = await RuleBook.ReadAsync(tx);
        var words = await WordsAsync(tx);
        var found = new List<Flag>();
        foreach (var kind in things)
        {
            var shown = (await cases.Of(kind.Key)!.ShowAsync(tx, [.. kind])).Where(thing => thing.IsShown).ToList();
            foreach (var thing in shown)
            {
                if (TextFlags.Words(kind.Key, thing, words) is { } said) found.Add(said);
                if (TextFlags.Contact(kind.Key, thing, masking) is { } leads) found.Add(leads);
            }

            if (kind.Key != ThingKind.Product) continue;
            var products = shown.ToDictionary(thing => Guid.Parse(thing.Id));
            found.AddRange(await PricesAsync(tx, products, rules));
            found.AddRange(await PicturesAsync(tx, products, rules));
        }

        await KeepAsync(tx, found, rules);
    }

    /// <summary>Forbidden ones, by language.</summary>
    internal static async Task<ILookup<string, string>> WordsAsync(Session session) =>
        (await session.ListAsync<Word>(WordsSql)).ToLookup(word => word.Language, word => word.Text);

    async Task<IReadOnlyList<Flag>> PricesAsync(
        Session session, Dictionary<Guid, ThingShown> products, RuleBook rules)
    {
        var times = rules[RuleBook.PriceTimes];
        return
        [
            .. from price in await offers.UsualPricesAsync(session, [.. products.Keys])
               where IsOutlier(price.PriceMinor, price.MedianMinor, price.Among, times, rules[RuleBook.PriceOffers])
               select new Flag(
                   ThingKind.Product, products[price.Product], Flag.OfPrice, $"{price.Offer} {price.PriceMinor}",
                   new Dictionary<string, string>
                   {
                       ["offer"] = $"{price.Offer}",
                       ["price"] = price.PriceMinor.ToString(CultureInfo.InvariantCulture),
                       ["median"] = price.MedianMinor.ToString(CultureInfo.InvariantCulture),
                       ["currency"] = price.Currency,
                       ["among"] = price.Among.ToString(CultureInfo.InvariantCulture),
                   }),
        ];
    }

    /// <summary>So many times more or less than what is usual, where enough offers say what that is.</summary>
    internal static bool IsOutlier(long price, long median, int among, int times, int enough) =>
        among >= enough && (price > (decimal)median * times || (decimal)price * times < median);

    // Of two products of different stores that look alike, the one that came later copied.
    async Task<IReadOnlyList<Flag>> PicturesAsync(
        Session session, Dictionary<Guid, ThingShown> products, RuleBook rules)
    {
        var found = new List<Flag>();
        foreach (var (product, thing) in products)
        {
            if (!thing.Pictures.Any(path => PicturePath.Read(path) is not null)) continue;
            var alike = (await pictures.AlikeAsync(session, product, rules[RuleBook.PictureDistance], MostAlike))
                .Where(one => one.Owner.CompareTo(product) < 0).ToList();
            if (alike.Count == 0) continue;
            var sellers = (await offers.SellersAsync(
                session, [product, .. alike.Select(one => one.Owner).Distinct()]))
                .ToLookup(one => one.Product, one => one.Store);
            var own = sellers[product].ToHashSet();
            if (alike.FirstOrDefault(one => sellers[one.Owner].Any() && !sellers[one.Owner].Any(own.Contains))
                is { } first)
                found.Add(new(
                    ThingKind.Product, thing, Flag.OfPicture, $"{first.Own} {first.Owner}",
                    new Dictionary<string, string>
                    {
                        ["picture"] = first.Own,
                        ["other"] = first.Path,
                        ["product"] = $"{first.Owner}",
                        ["distance"] = first.Distance.ToString(CultureInfo.InvariantCulture),
                    }));
        }

        return found;
    }

    /// <summary>
    /// Notes in a locked case what stands in a product that somebody looked at and approved: it is not noticed again.
    /// </summary>
    internal async Task NoteAsync(Tx tx, Guid caseId, Guid product)
    {
        var shown = (await cases.Of(ThingKind.Product)!.ShowAsync(tx, [$"{product}"])).Single();
        Flag?[] found =
        [
            TextFlags.Words(ThingKind.Product, shown, await WordsAsync(tx)),
            TextFlags.Contact(ThingKind.Product, shown, masking),
        ];
        foreach (var flag in found.OfType<Flag>())
            if (await AddAsync(tx, caseId, flag) > 0) await CaseBook.WeighAsync(tx, caseId, flags: 1, weight: 0);
    }

    static Task<int> AddAsync(Tx tx, Guid caseId, Flag flag) => tx.ExecuteAsync(FlagSql, new
    {
        id = Id.New(), caseId, flag.Kind, thing = flag.Thing.Id, flag.Rule, flag.Mark,
        evidence = JsonSerializer.Serialize(flag.Evidence, Json.Options),
    });

    // In one order, so that two that notice the same things do not wait for each other.
    async Task KeepAsync(Tx tx, List<Flag> found, RuleBook rules)
    {
        if (found.Count == 0) return;
        var known = (await tx.ListAsync<Known>(KnownSql, new
        {
            kinds = found.Select(flag => flag.Kind).ToArray(),
            things = found.Select(flag => flag.Thing.Id).ToArray(),
            rules = found.Select(flag => flag.Rule).ToArray(),
            marks = found.Select(flag => flag.Mark).ToArray(),
        })).ToHashSet();
        foreach (var flag in found
            .Where(flag => !known.Contains(new(flag.Kind, flag.Thing.Id, flag.Rule, flag.Mark)))
            .OrderBy(flag => flag.Kind, StringComparer.Ordinal).ThenBy(flag => flag.Thing.Id, StringComparer.Ordinal))
        {
            var open = await cases.OpenAsync(tx, flag.Kind, flag.Thing, flag.Reason);
            if (await AddAsync(tx, open.Id, flag) == 0) continue;
            await CaseBook.WeighAsync(tx, open.Id, flags: 1, rules.WeightOf(flag.Reason));
            await History.TellAsync(tx, open.Id, "flagged", null, flag.Rule);
        }
    }

    sealed record Word(string Language, string Text);

    sealed record Known(string Kind, string Thing, string Rule, string Mark);

    const string WordsSql = """
        -- trust.flagging.words
        select language, word as text from trust.forbidden_word order by language, word limit 10000
        """;

    const string KnownSql = """
        -- trust.flagging.known
        select f.kind, f.thing, f.rule, f.mark
        from unnest(@kinds::text[], @things::text[], @rules::text[], @marks::text[]) as w(kind, thing, rule, mark)
        cross join lateral (
            select kind, thing, rule, mark
            from trust.flag
            where flag.kind = w.kind and flag.thing = w.thing and flag.rule = w.rule and flag.mark = w.mark
            limit 1) f
        """;

    const string FlagSql = """
        -- trust.flagging.flag
        insert into trust.flag (id, case_id, kind, thing, rule, mark, evidence)
        select @id, @caseId, @Kind, @thing, @Rule, @Mark, @evidence::jsonb
        where not exists (select from trust.flag where case_id = @caseId and rule = @Rule)
        on conflict do nothing
        """;
}
