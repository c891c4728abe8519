using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>Who left waits for nothing.</summary>
public sealed class OnAccountClosed : Reaction
{
    public override string Name => "inventory.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var whos = events.Select(said => Waiter.Of(said.Key)).ToArray();
        await tx.ExecuteAsync(ForgetSql, new { tx.Region, whos });
    }

    const string ForgetSql = """
        -- inventory.on-account-closed.forget
        delete from inventory.waiting where region = @Region and who = any(@whos)
        """;
}
