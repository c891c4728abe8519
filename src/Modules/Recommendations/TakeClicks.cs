using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;

namespace Feria.Recommendations;

/// <summary>Others' pages and apps tell by a stream what their visitors did.</summary>
public sealed class TakeClicks(TimeProvider clock) : Intake<TakeClicks.Done>
{
    // Clocks differ; what is kept goes after ninety days.
    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public override string Name => "clicks";
    public override string Key => "visitor";

    /// <param name="Visitor">
    /// Whoever it was by a name that tells nobody who: a guest's token of this marketplace or your own. Only its hash
    /// is kept; left out, it was nobody.
    /// </param>
    /// <param name="Product">What it was done with; all but a search have one.</param>
    /// <param name="Category">Number of the product's category.</param>
    /// <param name="Query">What was searched for.</param>
    /// <param name="Placement">Where on the page.</param>
    [ValidatableType]
    public sealed record Done(
        DateTimeOffset At,
        [AllowedValues("view", "search", "impression", "click", "add")] string Kind,
        [Length(1, 200)] string? Visitor = null,
        Guid? Product = null,
        int? Category = null,
        [Length(1, 200)] string? Query = null,
        [StringLength(RecordBehaviour.LongestPlacement)] string? Placement = null);

    protected override Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Done>> messages)
    {
        var now = clock.GetUtcNow();
        foreach (var message in messages)
            if (Refuse(message.Said, now) is { } refusal) message.Refuse(refusal);
        return BehaviourLog.LoadAsync(tx, messages
            .Where(message => message.Refusal is null)
            .Select(message => BehaviourOf(message.Said)));
    }

    internal static Refusal? Refuse(Done done, DateTimeOffset now) => done switch
    {
        _ when done.At > now + Ahead || done.At < now - Kept => Refusals.TimeOutOfBounds,
        { Kind: "search", Query: null } => Refusals.QueryNeeded,
        { Kind: not "search", Product: null } => Refusals.ProductNeeded,
        _ => null,
    };

    static Behaviour BehaviourOf(Done done) => new(
        done.At.UtcDateTime, done.Kind, null, done.Visitor is null ? null : Token.Hash(done.Visitor), done.Product,
        done.Category, done.Query, done.Placement);
}
