using Feria.Contracts;

namespace Feria.Payments;

/// <summary>The gateway's events that took effect already, by their ids.</summary>
static class Inbox
{
    /// <summary>False where the event took effect before.</summary>
    public static async Task<bool> NoteAsync(Tx tx, GatewayTold told) =>
        await tx.ExecuteAsync(NoteSql, new { told.EventId, told.Kind, gatewayId = told.Payment.Id }) == 1;

    const string NoteSql = """
        -- payments.inbox.note
        insert into payments.webhook (event_id, kind, gateway_id)
        values (@EventId, @Kind, @gatewayId)
        on conflict do nothing
        """;
}
