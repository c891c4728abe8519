using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Whoever joined a store in the very moment their account was closed works there no more.</summary>
sealed class OnAccountClosed : Reaction
{
    public override string Name => "stores.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var accounts = events.Select(said => said.Key).Distinct().ToArray();
        foreach (var (store, account) in await tx.ListAsync<(Guid, Guid)>(LeaveSql, new { accounts }))
            await History.TellAsync(tx, store, "leave", account.ToString(), null, account);
    }

    const string LeaveSql = """
        -- stores.on-account-closed.leave
        delete from stores.staff where account_id = any(@accounts) returning store_id, account_id
        """;
}
