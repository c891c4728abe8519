using System.Text.Json;

namespace Feria.Recommendations;

/// <summary>
/// Scores products anew every minute: what was done in the last 14 days, a purchase 20, an add 5, a view 1, halved
/// every two days. Keeps the best 200 of all and of each category.
/// </summary>
public sealed class RefreshTrending(Database database) : Job
{
    public override string Name => "recommendations.refresh-trending";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await RefreshAsync(tx);
        await tx.CommitAsync();
    }

    public static Task RefreshAsync(Tx tx) => tx.ExecuteAsync(RefreshSql);

    const string RefreshSql = """
        -- recommendations.refresh-trending.refresh
        with scored as (
            select coalesce(category, 0) as category, product_id,
                sum(case kind when 'purchase' then 20 when 'add' then 5 else 1 end
                    * power(0.5, extract(epoch from now() - at) / 172800)) as score
            from recommendations.behaviour
            where at > now() - interval '14 days' and product_id is not null and kind in ('view', 'add', 'purchase')
            group by 1, 2
        ),
        everywhere as (
            select category, product_id, score from scored where category <> 0
            union all
            select 0, product_id, sum(score) from scored group by product_id
        ),
        best as (
            select category, product_id, score,
                row_number() over (partition by category order by score desc, product_id) as place
            from everywhere
        ),
        gone as (
            delete from recommendations.trending t
            where not exists (
                select from best b
                where b.place <= 200 and b.category = t.category and b.product_id = t.product_id)
        )
        insert into recommendations.trending (category, product_id, score)
        select category, product_id, score
        from best
        where place <= 200
        on conflict (category, product_id) do update set score = excluded.score
        """;
}
