using System.Text.Json;

namespace Feria.Marketing;

/// <summary>Reads and writes campaigns. One changes under its row's lock alone.</summary>
static class CampaignBook
{
    public static async Task<CampaignRow?> LockAsync(Tx tx, Guid campaign) =>
        await tx.OneOrNullAsync<CampaignRow>(LockSql, new { campaign });

    public static async Task<CampaignFile?> FindAsync(Session session, Guid campaign)
    {
        if (await session.OneOrNullAsync<CampaignRow>(FindSql, new { campaign }) is not { } row) return null;
        return row.File(await ArmsAsync(session, [campaign]));
    }

    public static Task<IReadOnlyList<ArmRow>> ArmsAsync(Session session, Guid[] campaigns) =>
        session.ListAsync<ArmRow>(ArmsSql, new { campaigns });

    public static async Task<IReadOnlyList<CampaignFile>> ListAsync(Session session, Guid before, int limit)
    {
        var rows = await session.ListAsync<CampaignRow>(ListSql, new { before, limit });
        var arms = (await ArmsAsync(session, [.. rows.Select(row => row.Id)])).ToLookup(arm => arm.CampaignId);
        return [.. rows.Select(row => row.File(arms[row.Id]))];
    }

    /// <summary>Why these terms name something that is not there; null where all of it is.</summary>
    public static async Task<Refusal?> UnknownAsync(Session session, CampaignTerms terms)
    {
        var named = await session.OneAsync<Named>(NamedSql, new { terms.Segment, terms.Coupons });
        return !named.HasSegment ? Refusals.SegmentNotFound.At("segment")
            : !named.HasCoupons ? Refusals.CouponsNotFound.At("coupons")
            : null;
    }

    /// <summary>Writes the terms of a draft, which is made where there is none.</summary>
    public static Task PutAsync(Tx tx, Guid campaign, CampaignTerms terms, Guid? maker)
    {
        var arms = terms.Variants.Select((variant, place) => (Arm: place + 1, Variant: variant)).ToList();
        return tx.ExecuteAsync(PutSql, new
        {
            campaign, terms.Name, terms.Kind, terms.Segment, terms.Channel, terms.Currency, terms.Budget, terms.Cost,
            terms.PerHour, terms.AfterHours, terms.Coupons, maker,
            from = terms.From?.InUtc(),
            until = terms.Until?.InUtc(),
            holdOut = terms.HoldOut * 100,
            arms = arms.Select(one => (short)one.Arm).Prepend((short)0).ToArray(),
            shares = arms.Select(one => one.Variant.Share).Prepend(0).ToArray(),
            texts = arms.Select(one => JsonSerializer.Serialize(one.Variant.Texts, Json.Options)).Prepend("{}")
                .ToArray(),
            links = arms.Select(one => one.Variant.Link).Prepend("/").ToArray(),
        });
    }

    sealed record Named(bool HasSegment, bool HasCoupons);

    const string LockSql = $"""
        -- marketing.campaign-book.lock
        select {CampaignRow.Columns} from marketing.campaign c where c.id = @campaign for update
        """;

    const string FindSql = $"""
        -- marketing.campaign-book.find
        select {CampaignRow.Columns} from marketing.campaign c where c.id = @campaign
        """;

    const string ListSql = $"""
        -- marketing.campaign-book.list
        select {CampaignRow.Columns} from marketing.campaign c where c.id < @before order by c.id desc limit @limit
        """;

    const string ArmsSql = $"""
        -- marketing.campaign-book.arms
        select {ArmRow.Columns} from marketing.arm a where a.campaign_id = any(@campaigns)
        """;

    const string NamedSql = """
        -- marketing.campaign-book.named
        select @Segment::uuid is null or exists (select from marketing.segment where id = @Segment) as has_segment,
            @Coupons::uuid is null or exists (
                select from marketing.coupons where id = @Coupons and revoked_at is null) as has_coupons
        """;

    // Arms that are no more go before those that are come.
    const string PutSql = """
        -- marketing.campaign-book.put
        with put as (
            insert into marketing.campaign (id, name, kind, status, segment_id, channel, from_at, until_at, currency,
                budget_minor, cost_minor, per_hour, holdout_basis_points, after_hours, coupons_id, made_by)
            values (@campaign, @Name, @Kind, 'draft', @Segment, @Channel, @from, @until, @Currency, @Budget, @Cost,
                @PerHour, @holdOut, @AfterHours, @Coupons, @maker)
            on conflict (id) do update
                set name = excluded.name, kind = excluded.kind, segment_id = excluded.segment_id,
                    channel = excluded.channel, from_at = excluded.from_at, until_at = excluded.until_at,
                    currency = excluded.currency, budget_minor = excluded.budget_minor,
                    cost_minor = excluded.cost_minor, per_hour = excluded.per_hour,
                    holdout_basis_points = excluded.holdout_basis_points, after_hours = excluded.after_hours,
                    coupons_id = excluded.coupons_id
            returning id),
        gone as (delete from marketing.arm where campaign_id = @campaign and not (arm = any(@arms)))
        insert into marketing.arm (campaign_id, arm, share, texts, link)
        select put.id, a.arm, a.share, a.texts::jsonb, a.link
        from put, unnest(@arms::smallint[], @shares::int[], @texts::text[], @links::text[])
            as a(arm, share, texts, link)
        on conflict (campaign_id, arm) do update
            set share = excluded.share, texts = excluded.texts, link = excluded.link
        """;
}
