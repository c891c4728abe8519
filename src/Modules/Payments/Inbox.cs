using Feria.Contracts;

namespace Feria.Payments;

/// <summary>The gateway's events that took effect already, by their ids.</summary>
static class Inbox
{
    /// <summary>False where the event took effect before.</summary>
    public static async Task<bool> NoteAsync(Tx tx, GatewayTold told) =>
        (await NoteAllAsync(tx, [told])).Count == 1;

    /// <summary>Those of many that take effect now, by their ids.</summary>
    public static async Task<IReadOnlySet<string>> NoteAllAsync(Tx tx, IReadOnlyList<GatewayTold> told)
    {
        if (told.Count == 0) return new HashSet<string>();
        return (await tx.ListAsync<string>(NoteSql, new
        {
            ids = told.Select(one => one.EventId).ToArray(),
            kinds = told.Select(one => one.Kind).ToArray(),
            gatewayIds = told.Select(one => one.Payment.Id).ToArray(),
        })).ToHashSet();
    }

    const string NoteSql = """
        -- payments.inbox.note
        insert into payments.webhook (event_id, kind, gateway_id)
        select id, kind, gateway_id
        from unnest(@ids::text[], @kinds::text[], @gatewayIds::text[]) as t(id, kind, gateway_id)
        order by id
        on conflict do nothing
        returning event_id
        """;
}
