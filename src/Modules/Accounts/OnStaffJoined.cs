using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Who works in a store is a seller. What they may do there the store says, not the role.</summary>
sealed class OnStaffJoined : Reaction
{
    public override string Name => "accounts.on-staff-joined";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(StaffJoined))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var account in events.Select(said => said.Key).Distinct().Order())
            await Roles.GiveAsync(tx, account, Roles.Seller);
    }
}
