using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>Where an offer came back that somebody waits for, they are told.</summary>
public sealed class OnAvailabilityChanged : Reaction
{
    public override string Name => "inventory.on-availability-changed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AvailabilityChanged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var back = events.Where(said => said.As<AvailabilityChanged>().Available).Select(said => said.Key).Distinct();
        foreach (var offer in await tx.ListAsync<Guid>(WaitedForSql, new { tx.Region, offers = back.ToArray() }))
            tx.Enqueue(TellWaiting.JobName, new TellWaiting.Order(offer), key: $"{offer}");
    }

    const string WaitedForSql = """
        -- inventory.on-availability-changed.waited-for
        select o.id
        from unnest(@offers::uuid[]) as o(id)
        cross join lateral (
            select 1
            from inventory.waiting
            where region = @Region and offer_id = o.id and confirmed_at is not null
            limit 1) w
        """;
}
