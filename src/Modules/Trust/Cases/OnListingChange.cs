using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// A change of a listing that waits is a case in the one queue; where its store ends it, the case ends with it. Heard
/// again, it adds nothing.
/// </summary>
sealed class OnListingChange(CaseBook cases, IListingChanges changes) : Reaction
{
    const int WeightOfOne = 2;

    public override string Name => "trust.on-listing-change";

    public override IReadOnlyCollection<string> Hears { get; } =
        [EventKindAttribute.Of(typeof(ChangeWaits)), EventKindAttribute.Of(typeof(ChangeEnded))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var said in events)
            if (said.Kind == EventKindAttribute.Of(typeof(ChangeWaits)))
                await OpenAsync(tx, said.As<ChangeWaits>().Change);
            else await CloseAsync(tx, said.As<ChangeEnded>());
    }

    async Task OpenAsync(Tx tx, Guid change)
    {
        if (await changes.FindAsync(tx, change) is not { Outcome: ListingChange.Waiting } waiting
            || await cases.ShowAsync(tx, ThingKind.Change, $"{change}") is not { } thing) return;
        var open = await cases.OpenAsync(tx, ThingKind.Change, thing, ReasonOf(waiting.Risks));
        if (open.IsNew) await CaseBook.WeighAsync(tx, open.Id, flags: 0, WeightOfOne);
    }

    // Whoever decided it closed it; else its store did, or it went with its listing.
    static async Task CloseAsync(Tx tx, ChangeEnded ended)
    {
        if (await tx.OneOrNullAsync<Guid?>(OpenSql, new { thing = $"{ended.Change}" }) is not { } caseId
            || await CaseDesk.LockAsync(tx, caseId, Caller.Nobody) is not { IsOpen: true } found) return;
        await Decisions.CloseAsync(
            tx, found, ended.Outcome, found.Reason, "", ended.By, hasRemoved: false, appealDays: 0);
    }

    internal static string ReasonOf(IReadOnlyList<ChangeRisk> risks) =>
        risks.Any(risk => risk.Rule == ChangeRisk.OfWords) ? Reason.Forbidden
        : risks.Any(risk => risk.Rule == ChangeRisk.OfContact) ? Reason.Contact
        : risks.Any(risk => risk.Rule == ChangeRisk.OfBrand) ? Reason.Counterfeit
        : risks.All(risk => risk.Rule == ChangeRisk.OfPrice) ? Reason.Fraud
        : Reason.Other;

    const string OpenSql = """
        -- trust.on-listing-change.open
        select id from trust.case_file where kind = 'change' and thing = @thing and is_open
        """;
}
