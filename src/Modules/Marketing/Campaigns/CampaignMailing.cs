using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// Says what those a campaign drew are told when it is their turn, and takes what became of them: what was not sent
/// costs nothing. Campaigns are locked in order of id, before their people.
/// </summary>
sealed class CampaignMailing(ICarts carts) : IMailing
{
    public const string Called = "marketing.campaign";

    public string Name => Called;

    public async Task<IReadOnlyDictionary<Guid, MailingText>> SayAsync(Tx tx, IReadOnlyList<MailingReader> readers)
    {
        var rows = await tx.ListAsync<Turn>(
            TurnsSql, new { tx.Region, marks = readers.Select(one => one.Message).ToArray() });
        var open = rows.Where(row => row.Status != "stopped").ToDictionary(row => row.Mark);
        var variants = (await CampaignBook.ArmsAsync(tx, [.. open.Values.Select(row => row.CampaignId).Distinct()]))
            .ToDictionary(arm => (arm.CampaignId, arm.Arm), arm => arm.Variant());
        Guid[] buyers = [.. open.Values.Where(row => row.IsOfCart).Select(row => row.AccountId)];
        var left = buyers.Length == 0
            ? []
            : (await carts.ContentsAsync(tx, buyers)).ToDictionary(cart => cart.Account);
        var said = new Dictionary<Guid, MailingText>();
        foreach (var reader in readers)
        {
            if (!open.TryGetValue(reader.Message, out var row)) continue;
            var items = left.GetValueOrDefault(row.AccountId);
            // Bought, emptied or touched meanwhile: there is nothing to remind of.
            if (row.IsOfCart && (items is null || items.ChangedAt > row.DrawnAt)) continue;
            var variant = variants[(row.CampaignId, row.Arm)];
            var text = variant.TextOf(reader.Locale).Filled(reader.Name, row.Code, items?.Titles ?? []);
            said[reader.Message] = new(text.Subject, text.Body, LinkMark.PathOf(row.Mark));
        }

        return said;
    }

    public async Task EndAsync(Tx tx, IReadOnlyList<MailingEnd> ended)
    {
        Guid[] marks = [.. ended.Select(one => one.Message)];
        await tx.ListAsync<Guid>(LockSql, new { tx.Region, marks });
        await tx.ExecuteAsync(EndSql, new
        {
            tx.Region, marks, outcomes = ended.Select(one => one.Outcome).ToArray(),
        });
    }

    sealed record Turn(
        Guid Mark, Guid CampaignId, Guid AccountId, short Arm, string? Code, DateTime DrawnAt, string Status,
        bool IsOfCart);

    const string TurnsSql = """
        -- marketing.campaign-mailing.turns
        select r.mark, r.campaign_id, r.account_id, r.arm, r.code, r.drawn_at,
            case when c.until_at <= now() then 'stopped' else c.status end as status, c.kind = 'carts' as is_of_cart
        from marketing.recipient r
        join marketing.campaign c on c.id = r.campaign_id
        where r.region = @Region and r.mark = any(@marks) and r.state = 'queued'
        """;

    const string LockSql = """
        -- marketing.campaign-mailing.lock
        select id from marketing.campaign
        where id in (select campaign_id from marketing.recipient where region = @Region and mark = any(@marks))
        order by id
        for update
        """;

    // Told twice what became of somebody, the second changes nothing.
    const string EndSql = """
        -- marketing.campaign-mailing.end
        with ended as (
            select r.campaign_id, r.account_id, r.round, r.arm, r.cost_minor, e.outcome
            from unnest(@marks::uuid[], @outcomes::text[]) as e(mark, outcome)
            join marketing.recipient r on r.region = @Region and r.mark = e.mark
            where r.state = 'queued'),
        noted as (
            update marketing.recipient r
            set state = e.outcome, ended_at = now(),
                cost_minor = case when e.outcome = 'sent' then r.cost_minor else 0 end
            from ended e
            where r.region = @Region and r.campaign_id = e.campaign_id and r.account_id = e.account_id
                and r.round = e.round),
        arms as (
            update marketing.arm a
            set sent = a.sent + s.sent, failed = a.failed + s.failed, unwanted = a.unwanted + s.unwanted,
                cost_minor = a.cost_minor - s.back
            from (
                select campaign_id, arm, count(*) filter (where outcome = 'sent')::int as sent,
                    count(*) filter (where outcome = 'failed')::int as failed,
                    count(*) filter (where outcome = 'unwanted')::int as unwanted,
                    coalesce(sum(cost_minor) filter (where outcome <> 'sent'), 0)::bigint as back
                from ended
                group by campaign_id, arm) s
            where a.campaign_id = s.campaign_id and a.arm = s.arm)
        update marketing.campaign c set spent_minor = c.spent_minor - s.back
        from (
            select campaign_id, sum(cost_minor)::bigint as back
            from ended
            where outcome <> 'sent'
            group by campaign_id) s
        where c.id = s.campaign_id
        """;
}
