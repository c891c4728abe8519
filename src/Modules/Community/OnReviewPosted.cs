using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Counts the ratings anew of reviews that came another way than by their buyers, whose transaction moved them already.
/// </summary>
sealed class OnReviewPosted : Reaction
{
    public override string Name => "community.on-review-posted";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ReviewPosted))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] products =
            [.. events.Where(said => !said.As<ReviewPosted>().Counted).Select(said => said.Key).Distinct()];
        if (products.Length > 0) await Summaries.RefreshAsync(tx, products);
    }
}
