using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>Views and adds for other modules.</summary>
sealed class Visits(BehaviourLog log, TimeProvider clock) : IVisits
{
    public void Added(Guid product, Guid offer) => log.Record(
        new Behaviour(clock.GetUtcNow().UtcDateTime, "add", null, null, product, null, null, "cart", offer));

    public Task<IReadOnlyList<Visited>> WrittenAsync(Session session, DateTime since, DateTime until) =>
        session.ListAsync<Visited>(WrittenSql, new { since, until });

    public Task<IReadOnlyList<ViewedCategory>> ViewedAsync(Session session, DateTime since, DateTime until) =>
        session.ListAsync<ViewedCategory>(ViewedSql, new { since, until });

    const string ViewedSql = """
        -- recommendations.visits.viewed
        select account_id as account, category, max(at) as at
        from recommendations.behaviour
        where noted_at > @since and noted_at <= @until and kind = 'view' and account_id is not null
            and category is not null
        group by account_id, category
        """;

    const string WrittenSql = """
        -- recommendations.visits.written
        select date_trunc('day', at, 'UTC') as day, product_id as product, offer_id as offer,
            count(*) filter (where kind = 'view')::int as views, count(*) filter (where kind = 'add')::int as adds
        from recommendations.behaviour
        where noted_at > @since and noted_at <= @until and product_id is not null
            and (kind = 'view' or (kind = 'add' and offer_id is not null))
        group by 1, 2, 3
        """;
}
