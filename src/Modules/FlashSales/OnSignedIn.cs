using Feria.Contracts;

namespace Feria.FlashSales;

/// <summary>A guest's spots become the account's, where it has none of its own in that line.</summary>
public sealed class OnSignedIn : Reaction
{
    public override string Name => "flashsales.on-signed-in";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(SignedIn))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var guests = events.Select(said => said.As<SignedIn>())
            .Where(signed => signed.Guest is not null)
            .Select(signed => (signed.Account, Guest: Convert.FromHexString(signed.Guest!)))
            .ToList();
        if (guests.Count == 0) return;
        await tx.ListAsync<Guid>(LockSql, new { tx.Region, guests = guests.Select(one => one.Guest).ToArray() });
        foreach (var (account, guest) in guests)
            await tx.ExecuteAsync(KeepSql, new { tx.Region, Account = account, guest });
    }

    const string LockSql = """
        -- flashsales.on-signed-in.lock
        select id
        from flashsales.spot
        where region = @Region and guest = any(@guests) and account_id is null
        order by id
        for update
        """;

    const string KeepSql = """
        -- flashsales.on-signed-in.keep
        update flashsales.spot s
        set account_id = @Account
        where s.region = @Region and s.guest = @guest and s.account_id is null and not exists (
            select from flashsales.spot o
            where o.region = @Region and o.sale_id = s.sale_id and o.account_id = @Account)
        """;
}
