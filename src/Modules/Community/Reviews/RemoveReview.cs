using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Its author takes a review back, with what was replied to it.</summary>
public static class RemoveReview
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/reviews/{review:guid}", Handle)
        .WithName(nameof(RemoveReview))
        .RequireAccount()
        .Refuses(Refusals.ReviewNotFound, Refusals.ReviewChanged);

    /// <param name="version">The version the caller saw.</param>
    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid review, int version, Caller caller, Database database, IPictures kept, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var before = await OwnReview.LockAsync(tx, review, caller.Account!.Value);
        if (before is null) return Refusals.ReviewNotFound.AsProblem();
        if (before.Version != version) return Refusals.ReviewChanged.With("now", before).AsProblem();

        await tx.ExecuteAsync(RemoveSql, new { review });
        await ReviewPictures.KeepAsync(tx, kept, review, []);
        // One that was taken out of sight counts for nothing any more.
        if (!before.IsRemoved) await Sums.MoveAsync(tx, before.Product, before.Store, before.Rating, null);
        tx.Append(new ReviewRemoved(before.Product, review));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- community.remove-review.remove
        delete from community.review where id = @review
        """;
}
