using System.Text.Json;

namespace Feria.Catalog;

/// <summary>
/// Prices whose time has come begin, and those whose time is over end, each with what the offer had before. Everything
/// about an offer's schedules happens under its product's lock.
/// </summary>
public sealed class TurnPrices(Database database, TimeProvider clock) : Job
{
    const int AtOnce = 200;

    public override string Name => "catalog.turn-prices";

    public override TimeSpan? Every => TimeSpan.FromSeconds(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (true)
        {
            await using var tx = await database.WriteAsync(stop);
            Guid[] due = [.. await tx.ListAsync<Guid>(DueSql, new { now = Now, AtOnce })];
            if (due.Length == 0) return;
            await PutPrices.LockAsync(tx, due);
            await TurnAsync(tx, due);
            await tx.CommitAsync();
        }
    }

    /// <summary>
    /// Ends and begins what is due of these offers, whose products are locked. What ends makes room for what begins.
    /// </summary>
    internal async Task TurnAsync(Tx tx, Guid[] offers)
    {
        var ending = await tx.ListAsync<PassingPrice.Term>(EndingSql, new { offers, now = Now });
        await EndAsync(tx, ending, "over");
        var beginning = await tx.ListAsync<PassingPrice.Term>(BeginningSql, new { offers, now = Now });
        if (beginning.Count == 0) return;
        var found = await HadAsync(tx, beginning);
        var (begun, missed) = (new List<(PassingPrice.Term Term, PutPrices.Priced Price)>(), new List<Ended>());
        // Of several of one offer whose time came while nobody turned, only the last is still to begin.
        foreach (var term in beginning)
        {
            var (price, why) = PassingPrice.Begin(term, found[term.Offer], Now);
            if (price is not null) begun.Add((term, price));
            else missed.Add(new(term.Id, why!));
        }

        if (begun.Count > 0)
        {
            await tx.ExecuteAsync(BeginSql, new
            {
                now = Now,
                ids = begun.Select(one => one.Term.Id).ToArray(),
                prices = begun.Select(one => found[one.Term.Offer].PriceMinor).ToArray(),
                lists = begun.Select(one => found[one.Term.Offer].ListPriceMinor).ToArray(),
            });
            await PutPrices.RunAsync(tx, [.. begun.Select(one => one.Price)], arePassing: true);
        }

        await SayEndedAsync(tx, missed);
    }

    /// <summary>Ends what runs, whose products are locked.</summary>
    internal async Task EndAsync(Tx tx, IReadOnlyList<PassingPrice.Term> running, string why)
    {
        if (running.Count == 0) return;
        var found = await HadAsync(tx, running);
        var ended = running.Select(term => (term.Id, Now: PassingPrice.End(term, found[term.Offer], why))).ToList();
        await PutPrices.RunAsync(
            tx, [.. ended.Select(one => one.Now.Priced).OfType<PutPrices.Priced>()], arePassing: true);
        await SayEndedAsync(tx, [.. ended.Select(one => new Ended(one.Id, one.Now.Why))]);
    }

    internal async Task SayEndedAsync(Tx tx, IReadOnlyList<Ended> ended)
    {
        if (ended.Count == 0) return;
        await tx.ExecuteAsync(EndSql, new
        {
            now = Now,
            ids = ended.Select(one => one.Id).ToArray(),
            whys = ended.Select(one => one.Why).ToArray(),
        });
    }

    internal sealed record Ended(Guid Id, string Why);

    static async Task<Dictionary<Guid, PassingPrice.Had>> HadAsync(Tx tx, IReadOnlyList<PassingPrice.Term> terms) =>
        (await tx.ListAsync<PassingPrice.Had>(HadSql, new { offers = terms.Select(term => term.Offer).ToArray() }))
        .ToDictionary(offer => offer.Offer);

    internal DateTime Now => clock.GetUtcNow().UtcDateTime;

    const string DueSql = """
        -- catalog.turn-prices.due
        select distinct due.offer_id
        from (
            (select offer_id
                from catalog.scheduled_price
                where started_at is not null and ended_at is null and until_at <= @now
                order by until_at
                limit @AtOnce)
            union all
            (select offer_id
                from catalog.scheduled_price
                where started_at is null and ended_at is null and from_at <= @now
                order by from_at
                limit @AtOnce)) due
        """;

    const string EndingSql = """
        -- catalog.turn-prices.ending
        select id, offer_id as offer, price_minor, currency, until_at, before_minor, before_list_minor
        from catalog.scheduled_price
        where offer_id = any(@offers) and started_at is not null and ended_at is null and until_at <= @now
        """;

    const string BeginningSql = """
        -- catalog.turn-prices.beginning
        select id, offer_id as offer, price_minor, currency, until_at, before_minor, before_list_minor
        from catalog.scheduled_price
        where offer_id = any(@offers) and started_at is null and ended_at is null and from_at <= @now
        order by from_at
        """;

    const string HadSql = """
        -- catalog.turn-prices.had
        select id as offer, price_minor, currency, list_price_minor
        from catalog.offer
        where id = any(@offers)
        """;

    const string BeginSql = """
        -- catalog.turn-prices.begin
        update catalog.scheduled_price s
        set started_at = @now, before_minor = b.price, before_list_minor = b.list
        from unnest(@ids::uuid[], @prices::bigint[], @lists::bigint[]) as b(id, price, list)
        where s.id = b.id
        """;

    const string EndSql = """
        -- catalog.turn-prices.end
        update catalog.scheduled_price s
        set ended_at = @now, why = e.why
        from unnest(@ids::uuid[], @whys::text[]) as e(id, why)
        where s.id = e.id and s.ended_at is null
        """;
}
