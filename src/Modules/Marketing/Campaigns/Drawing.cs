using Dapper;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// Draws the next people of a campaign, some at a time: who wishes it and was not told enough lately falls into a
/// group, and whoever is to be told is paid for out of the budget in the same transaction. One draws at a time, so that
/// nobody is told too much by two campaigns at once; the budget stands under its campaign's lock.
/// </summary>
sealed class Drawing(
    Database database, SegmentBook segments, Groups groups, IMailings mailings, CouponBook coupons, TimeProvider clock)
{
    public const int AtOnce = 1_000;

    /// <summary>So many people are gone through for them.</summary>
    const int LookedAt = 20_000;

    /// <summary>Longer ago than this a cart is forgotten, and so often one is reminded of at most.</summary>
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    // So much of the pace may be used at once; of a slow one two messages, or none would ever be due.
    static TimeSpan BreathOf(CampaignRow held) =>
        2 * Interval(held) is var two && two > TimeSpan.FromMinutes(1) ? two : TimeSpan.FromMinutes(1);

    /// <summary>False where there is no more to be drawn for now.</summary>
    public async Task<bool> StepAsync(Guid campaign, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var held = await CampaignBook.LockAsync(tx, campaign);
        if (held is null) return false;
        var (isMore, isChanged) = held.Status switch
        {
            "scheduled" when held.FromAt is null || held.FromAt <= Now => await BeginAsync(tx, held),
            "running" when held.UntilAt <= Now || held.IsDrawn => await EndAsync(tx, held),
            "running" => await DrawAsync(tx, held),
            _ => (false, false),
        };
        if (isChanged) await tx.CommitAsync();
        return isMore;
    }

    async Task<(bool, bool)> BeginAsync(Tx tx, CampaignRow held)
    {
        await tx.ExecuteAsync(BeginSql, new { held.Id, now = Now });
        return (true, true);
    }

    // Through only when nothing is on its way: what fails gives its cost back.
    async Task<(bool, bool)> EndAsync(Tx tx, CampaignRow held)
    {
        if (await tx.OneAsync<bool>(IsOnItsWaySql, new { tx.Region, held.Id })) return (false, false);
        await tx.ExecuteAsync(EndSql, new { held.Id, now = Now });
        return (false, true);
    }

    async Task<(bool, bool)> DrawAsync(Tx tx, CampaignRow held)
    {
        var afford = held.CostMinor == 0 ? AtOnce : (held.BudgetMinor - held.SpentMinor) / held.CostMinor;
        if (afford == 0) return await PauseAsync(tx, held, "budget");
        if (held.CouponsId is { } bundle) afford = Math.Min(afford, await coupons.FreeAsync(tx, bundle, AtOnce));
        if (afford == 0) return await PauseAsync(tx, held, "coupons");
        var room = (int)Math.Min(Math.Min(afford, Pace(held)), AtOnce);
        if (room <= 0) return (false, false);

        var found = await FindAsync(tx, held);
        var drawn = await ChooseAsync(tx, held, found.People, room);
        var told = drawn.People.Where(one => one.Arm > 0).ToList();
        var codes = held.CouponsId is { } of
            ? await coupons.GiveAsync(tx, of, [.. told.Select(one => one.Account)])
            : new Dictionary<Guid, string>();
        // Some were revoked this moment: the next look sees how many there are.
        if (held.CouponsId is not null && codes.Count < told.Count) return (false, false);
        await tx.ExecuteAsync(DrawSql, new
        {
            tx.Region, held.Id, held.CostMinor, now = Now,
            accounts = drawn.People.Select(one => one.Account).ToArray(),
            marks = drawn.People.Select(one => one.Mark).ToArray(),
            arms = drawn.People.Select(one => one.Arm).ToArray(),
            codes = drawn.People.Select(one => codes.GetValueOrDefault(one.Account)).ToArray(),
        });
        var isThrough = found.IsThrough && !drawn.IsCut;
        var last = drawn.Last ?? found.Last ?? new(held.DrawnAfter, held.CartsUntil);
        await tx.ExecuteAsync(CountSql, new
        {
            held.Id, told = told.Count, cost = told.Count * held.CostMinor, drawn.Capped, drawn.Unwilling,
            after = last.Account, cartsUntil = last.CartAt ?? held.CartsUntil,
            paced = PacedOn(held, told.Count),
            isDrawn = held.Kind == CampaignTerms.Once && isThrough,
            arms = drawn.People.CountBy(one => one.Arm).Select(one => one.Key).ToArray(),
            many = drawn.People.CountBy(one => one.Arm).Select(one => one.Value).ToArray(),
        });
        await mailings.PostAsync(
            tx, CampaignMailing.Called, held.Channel, [.. told.Select(one => new MailingTo(one.Mark, one.Account))]);
        return (held.Kind == CampaignTerms.Once || !isThrough, true);
    }

    async Task<(bool, bool)> PauseAsync(Tx tx, CampaignRow held, string why)
    {
        // What is on its way may yet fail, and then there is room again.
        if (await tx.OneAsync<bool>(IsOnItsWaySql, new { tx.Region, held.Id })) return (false, false);
        await tx.ExecuteAsync(PauseSql, new { held.Id, why });
        return (false, true);
    }

    async Task<Found> FindAsync(Tx tx, CampaignRow held)
    {
        var rule = held.SegmentId is { } segment ? (await segments.FindAsync(tx, segment))?.Rule : null;
        var (condition, values) = await segments.SqlAsync(tx, rule);
        values.AddDynamicParams(new
        {
            tx.Region, held.Id, after = held.DrawnAfter, AtOnce, LookedAt,
            isVerified = held.Channel == MailingChannel.Email,
            before = Now.AddHours(-held.AfterHours ?? 0),
            since = Now - Week,
            held.CartsUntil,
        });
        var people = await tx.ListAsync<Candidate>(SegmentBook.With(
            held.Kind == CampaignTerms.Carts ? CartsSql : FindSql, condition), values);
        if (people.Count == AtOnce || held.Kind == CampaignTerms.Carts)
            return new(people, people.LastOrDefault(), people.Count < AtOnce);
        var last = await tx.OneOrNullAsync<Guid?>(LastSql, new { tx.Region, after = held.DrawnAfter, LookedAt });
        return new(people, last is { } one ? new(one, null) : null, last is null);
    }

    async Task<Chosen> ChooseAsync(Tx tx, CampaignRow held, IReadOnlyList<Candidate> people, int room)
    {
        if (people.Count == 0) return new([], null, false, 0, 0);
        Guid[] all = [.. people.Select(one => one.Account)];
        var willing = await mailings.WillingAsync(tx, all, held.Channel);
        var full = (await tx.ListAsync<Guid>(FullSql, new { tx.Region, all, since = Now - Week })).ToHashSet();
        var shares = (await CampaignBook.ArmsAsync(tx, [held.Id])).Where(arm => arm.Arm > 0).OrderBy(arm => arm.Arm)
            .Select(arm => arm.Share).ToList();
        var (chosen, capped, unwilling, told) = (new List<Drawn>(), 0, 0, 0);
        // Cut short by the room there is, it goes on from the last who was looked at.
        var last = new Candidate(held.DrawnAfter, held.CartsUntil);
        foreach (var one in people)
        {
            if (!willing.Contains(one.Account)) unwilling++;
            else if (full.Contains(one.Account)) capped++;
            else
            {
                var arm = (short)groups.Of(held.Id, one.Account, held.HoldoutBasisPoints, shares);
                if (arm > 0 && told == room) return new(chosen, last, true, capped, unwilling);
                if (arm > 0) told++;
                chosen.Add(new(one.Account, Guid.NewGuid(), arm));
            }

            last = one;
        }

        return new(chosen, null, false, capped, unwilling);
    }

    long Pace(CampaignRow held)
    {
        var from = held.PacedUntil > Now - BreathOf(held) ? held.PacedUntil : Now - BreathOf(held);
        return (long)((Now - from) / Interval(held));
    }

    DateTime PacedOn(CampaignRow held, int told)
    {
        var from = held.PacedUntil > Now - BreathOf(held) ? held.PacedUntil : Now - BreathOf(held);
        return from + told * Interval(held);
    }

    static TimeSpan Interval(CampaignRow held) => TimeSpan.FromHours(1) / held.PerHour;

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="CartAt">Of a campaign for carts: since when theirs lies there.</param>
    sealed record Candidate(Guid Account, DateTime? CartAt);

    /// <param name="Last">Up to whom all were looked at.</param>
    sealed record Found(IReadOnlyList<Candidate> People, Candidate? Last, bool IsThrough);

    sealed record Drawn(Guid Account, Guid Mark, short Arm);

    sealed record Chosen(IReadOnlyList<Drawn> People, Candidate? Last, bool IsCut, int Capped, int Unwilling);

    const string AloneSql = """
        -- marketing.drawing.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.drawing', 0))
        """;

    const string BeginSql = """
        -- marketing.drawing.begin
        update marketing.campaign set status = 'running', started_at = coalesce(started_at, @now) where id = @Id
        """;

    const string EndSql = """
        -- marketing.drawing.end
        update marketing.campaign set status = 'finished', ended_at = @now where id = @Id
        """;

    const string PauseSql = """
        -- marketing.drawing.pause
        update marketing.campaign set status = 'paused', why = @why where id = @Id
        """;

    const string IsOnItsWaySql = """
        -- marketing.drawing.is-on-its-way
        select exists (
            select from marketing.recipient where region = @Region and campaign_id = @Id and state = 'queued')
        """;

    const string FindSql = """
        -- marketing.drawing.find
        select p.account_id as account, null::timestamptz as cart_at
        from (
            select * from marketing.person
            where region = @Region and account_id > @after
            order by account_id
            limit @LookedAt) p
        where (p.is_verified or not @isVerified) and true /* rule */
        order by p.account_id
        limit @AtOnce
        """;

    const string LastSql = """
        -- marketing.drawing.last
        select account_id
        from (
            select account_id from marketing.person
            where region = @Region and account_id > @after
            order by account_id
            limit @LookedAt) p
        order by account_id desc
        limit 1
        """;

    // The longest left first. Nobody of them was drawn in a week, nor ever for the same cart.
    const string CartsSql = """
        -- marketing.drawing.carts
        select p.account_id as account, p.cart_at
        from marketing.person p
        where p.region = @Region and p.cart_at <= @before and p.cart_at > @since
            and (p.cart_at, p.account_id) > (@CartsUntil, @after)
            and (p.is_verified or not @isVerified) and true /* rule */
            and not exists (
                select from marketing.recipient r
                where r.region = @Region and r.campaign_id = @Id and r.account_id = p.account_id
                    and (r.drawn_at > @since or r.drawn_at >= p.cart_at))
        order by p.cart_at, p.account_id
        limit @AtOnce
        """;

    const string FullSql = """
        -- marketing.drawing.full
        select a.id
        from unnest(@all::uuid[]) as a(id)
        cross join marketing.frequency f
        where (
            select count(*) from marketing.recipient r
            where r.region = @Region and r.account_id = a.id and r.drawn_at > @since and r.state in ('queued', 'sent'))
            >= f.in_seven_days
        """;

    const string DrawSql = """
        -- marketing.drawing.draw
        insert into marketing.recipient (region, campaign_id, account_id, round, mark, arm, state, cost_minor, code,
            drawn_at)
        select @Region, @Id, d.account_id, (
                select count(*) from marketing.recipient r
                where r.region = @Region and r.campaign_id = @Id and r.account_id = d.account_id),
            d.mark, d.arm, case when d.arm = 0 then 'held_out' else 'queued' end,
            case when d.arm = 0 then 0 else @CostMinor end, d.code, @now
        from unnest(@accounts::uuid[], @marks::uuid[], @arms::smallint[], @codes::text[])
            as d(account_id, mark, arm, code)
        """;

    const string CountSql = """
        -- marketing.drawing.count
        with arms as (
            update marketing.arm a
            set drawn = a.drawn + d.many,
                cost_minor = a.cost_minor + case when a.arm = 0 then 0 else d.many * c.cost_minor end
            from unnest(@arms::smallint[], @many::int[]) as d(arm, many)
            cross join (select cost_minor from marketing.campaign where id = @Id) c
            where a.campaign_id = @Id and a.arm = d.arm)
        update marketing.campaign
        set spent_minor = spent_minor + @cost, drawn_after = @after, carts_until = @cartsUntil,
            is_drawn = @isDrawn, paced_until = case when @told > 0 then @paced else paced_until end,
            capped = capped + @Capped, unwilling = unwilling + @Unwilling
        where id = @Id
        """;
}
