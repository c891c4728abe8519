using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>What somebody looked at as a guest is remembered for the account they signed in with.</summary>
public sealed class OnSignedIn : Reaction
{
    public override string Name => "recommendations.on-signed-in";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(SignedIn))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var signedIn in events.Select(said => said.As<SignedIn>())
            .Where(signedIn => signedIn.Guest is not null))
            await tx.ExecuteAsync(AdoptSql, new
            {
                signedIn.Account, visitor = Convert.FromHexString(signedIn.Guest!),
                owner = signedIn.Account.ToByteArray(bigEndian: true),
            });
    }

    const string AdoptSql = """
        -- recommendations.on-signed-in.adopt
        update recommendations.behaviour
        set visitor = null, account_id = case
            when query is null or not exists (
                select from recommendations.search_history_off where owner = @owner) then @Account::uuid end
        where visitor = @visitor
        """;
}
