using Feria.Contracts;

namespace Feria.FlashSales;

/// <summary>A guest's spots become the account's, where it has none of its own in that line.</summary>
public sealed class OnSignedIn : Reaction
{
    public override string Name => "flashsales.on-signed-in";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(SignedIn))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var signed in events.Select(said => said.As<SignedIn>()))
        {
            if (signed.Guest is null) continue;
            await tx.ExecuteAsync(KeepSql, new
            {
                tx.Region,
                signed.Account,
                guest = Convert.FromHexString(signed.Guest),
            });
        }
    }

    const string KeepSql = """
        -- flashsales.on-signed-in.keep
        update flashsales.spot s
        set account_id = @Account
        where s.region = @Region and s.guest = @guest and s.account_id is null and not exists (
            select from flashsales.spot o
            where o.region = @Region and o.sale_id = s.sale_id and o.account_id = @Account)
        """;
}
