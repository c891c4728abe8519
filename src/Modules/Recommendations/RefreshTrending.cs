using System.Text.Json;

namespace Feria.Recommendations;

/// <summary>
/// Weighs what is done with products: a purchase 20, an add 5, a view 1, halved every two days. As all of it fades
/// alike, nothing that was weighed is weighed again: each minute adds what was written since, to sums with a fixed
/// landmark (Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay", 2009), kept as logarithms so that they never
/// overflow.
/// </summary>
public sealed class RefreshTrending(Database database) : Job
{
    // A transaction that is still open may write rows of a time that was carried on already: so long is waited for it.
    static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    public override string Name => "recommendations.refresh-trending";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override Task RunAsync(JsonElement body, CancellationToken stop) => CarryOnAsync(Late, stop);

    /// <summary>Adds everything there is. Only while nobody else writes: what others commit later is lost.</summary>
    public Task CatchUpAsync(CancellationToken stop) => CarryOnAsync(TimeSpan.Zero, stop);

    async Task CarryOnAsync(TimeSpan late, CancellationToken stop)
    {
        for (var isBehind = true; isBehind;)
        {
            await using var tx = await database.WriteAsync(stop);
            isBehind = await CarryOnAsync(tx, late);
            await tx.CommitAsync();
        }
    }

    /// <summary>Weighs everything anew.</summary>
    public static async Task RemakeAsync(Tx tx)
    {
        await BeginAnewAsync(tx);
        await CarryOnAsync(tx, Late);
    }

    /// <summary>Orders that everything is weighed anew; what there is stays until the next minute does so.</summary>
    public static Task BeginAnewAsync(Tx tx) => tx.ExecuteAsync(BeginAnewSql);

    // A day a transaction; anew, all in one, so that nobody sees it empty. Whether there is more.
    static async Task<bool> CarryOnAsync(Tx tx, TimeSpan late)
    {
        var isAnew = await tx.ExecuteAsync(SetBackSql) > 0;
        if (isAnew) await tx.ExecuteAsync(ClearSql);
        var isBehind = await StepAsync(tx, late);
        while (isAnew && isBehind) isBehind = await StepAsync(tx, late);
        return isBehind;
    }

    static async Task<bool> StepAsync(Tx tx, TimeSpan late)
    {
        var step = await tx.OneAsync<Step>(StepSql, new { late });
        if (step.Until > step.Since) await tx.ExecuteAsync(AddSql, step);
        return step.IsBehind;
    }

    sealed record Step(DateTime Since, DateTime Until, bool IsBehind);

    const string BeginAnewSql = """
        -- recommendations.refresh-trending.begin-anew
        update recommendations.trending_until set begins_anew = true
        """;

    // Its lock comes before those of what is trending.
    const string SetBackSql = """
        -- recommendations.refresh-trending.set-back
        update recommendations.trending_until set until = now() - interval '14 days', begins_anew = false
        where begins_anew
        """;

    const string ClearSql = """
        -- recommendations.refresh-trending.clear
        delete from recommendations.trending
        """;

    const string StepSql = """
        -- recommendations.refresh-trending.step
        select until as since, least(until + interval '1 day', now() - @late::interval) as until,
            until + interval '1 day' < now() - @late::interval as is_behind
        from recommendations.trending_until
        for update
        """;

    const string AddSql = """
        -- recommendations.refresh-trending.add
        with done as (
            select coalesce(category, 0) as category, product_id,
                sum(case kind when 'purchase' then 20 when 'add' then 5 else 1 end
                    * power(2, extract(epoch from at - @Until)::float8 / 172800)) as weight
            from recommendations.behaviour
            where noted_at > @Since and noted_at <= @Until and at > @Until - interval '14 days'
                and product_id is not null and kind in ('view', 'add', 'purchase')
            group by 1, 2
        ),
        everywhere as (
            select category, product_id, weight from done where category <> 0
            union all
            select 0, product_id, sum(weight) from done group by product_id
        ),
        carried as (update recommendations.trending_until set until = @Until)
        insert into recommendations.trending as t (category, product_id, score)
        select category, product_id, ln(weight) / ln(2) + extract(epoch from @Until)::float8 / 172800
        from everywhere
        order by category, product_id
        on conflict (category, product_id) do update
            set score = greatest(t.score, excluded.score)
                + ln(1 + power(2, -least(abs(t.score - excluded.score), 1000))) / ln(2)
        """;
}
