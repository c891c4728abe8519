using Feria.Contracts;

namespace Feria.Community;

/// <summary>Keeps the rating summaries in step with the reviews.</summary>
sealed class OnReviewPosted : Reaction
{
    public override string Name => "community.on-review-posted";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ReviewPosted))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) =>
        Summaries.RefreshAsync(tx, [.. events.Select(said => said.Key).Distinct()]);
}
