using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>A person left: what they looked at and searched for stays as sums, and nobody's.</summary>
public sealed class OnAccountClosed : Reaction
{
    public override string Name => "recommendations.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] accounts = [.. events.Select(said => said.Key).Distinct()];
        await tx.ExecuteAsync(EraseSql, new
        {
            accounts, owners = accounts.Select(id => id.ToByteArray(bigEndian: true)).ToArray(),
        });
    }

    const string EraseSql = """
        -- recommendations.on-account-closed.erase
        with wishes as (delete from recommendations.search_history_off where owner = any(@owners))
        update recommendations.behaviour set account_id = null where account_id = any(@accounts)
        """;
}
