using Feria.Contracts;

namespace Feria.Integrations;

/// <summary>
/// Notes what became of an endpoint's tries, and when its next turn is: one transaction under the endpoint's row. Where
/// the turn was another's meanwhile, what that one notes stands.
/// </summary>
sealed class NoteTries(
    Database database, IStoreBook stores, IAccountBook accounts, IPostOffice post, PublicSite site, TimeProvider clock)
{
    const int GoneStatus = 410;

    public async Task NoteAsync(Guid endpoint, DateTime lease, IReadOnlyList<Tried> tries)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(CancellationToken.None);
        var held = await tx.OneOrNullAsync<Held>(LockSql, new { endpoint, lease });
        if (held is null) return;

        var deliveries = (await tx.ListAsync<Standing>(
            StandingSql, new { deliveries = tries.Select(one => one.Delivery).ToArray() }))
            .ToDictionary(one => one.Id);
        var became = tries.Where(one => deliveries.ContainsKey(one.Delivery))
            .Select(one => Became(one, deliveries[one.Delivery], now, Random.Shared.NextDouble())).ToList();
        await WriteAsync(tx, became);

        var hasSucceeded = became.Any(one => one.Tried.Outcome.Succeeded);
        await tx.ExecuteAsync(StandsSql, new
        {
            endpoint, now, succeeded = hasSucceeded ? now : (DateTime?)null,
            failing = hasSucceeded || became.Count == 0 ? held.FailingSince : held.FailingSince ?? now,
            hasSucceeded,
        });
        if (WhyOff(became, hasSucceeded ? now : held.SucceededAt, held.OnSince) is { } why && held.IsOn)
            await TurnOffAsync(tx, endpoint, held, why, now);
        await tx.CommitAsync();
    }

    internal sealed record Standing(Guid Id, int Tries, DateTime WantedAt);

    /// <param name="Due">When it is tried again; null where it is not.</param>
    internal sealed record Next(Tried Tried, Standing Before, string State, DateTime? Due);

    internal static Next Became(Tried tried, Standing before, DateTime now, double chance)
    {
        var outcome = tried.Outcome;
        if (outcome.Succeeded) return new(tried, before, "done", null);
        var due = outcome.Status == GoneStatus
            ? null
            : Retries.Next(before.Tries + 1, before.WantedAt, now, outcome.RetryAfter, chance);
        return new(tried, before, due is null ? "failed" : "waiting", due);
    }

    /// <summary>Why an endpoint is turned off by what became of its tries; null where it is not.</summary>
    internal static string? WhyOff(IReadOnlyList<Next> became, DateTime? succeeded, DateTime onSince) =>
        became.Any(one => one.Tried.Outcome.Status == GoneStatus) ? Webhook.Gone
        : became.Any(one => one.State == "failed" && onSince <= one.Before.WantedAt
            && (succeeded is null || succeeded < one.Before.WantedAt)) ? Webhook.Failing
        : null;

    static Task WriteAsync(Tx tx, IReadOnlyList<Next> became) => tx.ExecuteAsync(NoteSql, new
    {
        deliveries = became.Select(one => one.Before.Id).ToArray(),
        states = became.Select(one => one.State).ToArray(),
        dues = became.Select(one => one.Due).ToArray(),
        ats = became.Select(one => one.Tried.At).ToArray(),
        tooks = became.Select(one => one.Tried.Outcome.TookMs).ToArray(),
        statuses = became.Select(one => one.Tried.Outcome.Status).ToArray(),
        faults = became.Select(one => one.Tried.Outcome.Fault).ToArray(),
        answers = became.Select(one => one.Tried.Outcome.Answer).ToArray(),
    });

    async Task TurnOffAsync(Tx tx, Guid endpoint, Held held, string why, DateTime now)
    {
        await tx.ExecuteAsync(OffSql, new { endpoint, why, now });
        var owners = await stores.WorkersAsync(tx, held.Store, StoreRight.ManagePeople);
        var name = (await stores.SignsAsync(tx, [held.Store])).Single().Name;
        foreach (var person in (await accounts.ContactsAsync([.. owners], tx.Stop)).Values)
            await post.PostAsync(tx, new Letter(
                person.Email, person.Locale, $"webhook-{why}", new Dictionary<string, string>
                {
                    ["name"] = person.FullName,
                    ["store"] = name,
                    ["url"] = held.Url,
                    ["link"] = site.Page(person.Locale, $"sell/{held.Store}/integrations/{endpoint}"),
                }));
    }

    sealed record Held(
        Guid Store, string Url, bool IsOn, DateTime? FailingSince, DateTime? SucceededAt, DateTime OnSince);

    const string LockSql = """
        -- integrations.note-tries.lock
        select store_id as store, url, is_on, failing_since, succeeded_at, on_since
        from integrations.endpoint
        where id = @endpoint and leased_until = @lease
        for update
        """;

    const string StandingSql = """
        -- integrations.note-tries.standing
        select id, tries, wanted_at from integrations.delivery where id = any(@deliveries)
        """;

    const string NoteSql = """
        -- integrations.note-tries.note
        with tried as (
            select *
            from unnest(@deliveries::uuid[], @states::text[], @dues::timestamptz[], @ats::timestamptz[],
                @tooks::int[], @statuses::int[], @faults::text[], @answers::text[])
                as t(id, state, due_at, at, took_ms, status, fault, answer)),
        noted as (
            update integrations.delivery d
            set state = t.state, due_at = coalesce(t.due_at, d.due_at), tries = d.tries + 1, attempts = d.attempts + 1
            from tried t
            where d.id = t.id
            returning d.id, d.attempts)
        insert into integrations.attempt (delivery_id, number, at, took_ms, status, fault, answer)
        select t.id, n.attempts, t.at, t.took_ms, t.status, t.fault, t.answer
        from tried t
        join noted n on n.id = t.id
        """;

    // Behind all others whose turn has come: who has much waiting is not always first.
    const string StandsSql = """
        -- integrations.note-tries.stands
        update integrations.endpoint
        set leased_until = null, succeeded_at = coalesce(@succeeded, succeeded_at),
            failing_since = case when @hasSucceeded then null else @failing::timestamptz end,
            turn_at = (
                select case when min(due_at) < @now then @now else min(due_at) end
                from integrations.delivery
                where endpoint_id = @endpoint and state = 'waiting')
        where id = @endpoint
        """;

    const string OffSql = """
        -- integrations.note-tries.off
        update integrations.endpoint
        set is_on = false, why_off = @why, off_at = @now
        where id = @endpoint
        """;
}
