using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>The store takes its reply to a review back.</summary>
public static class RemoveReply
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/reviews/{review:guid}/reply", Handle)
        .WithName(nameof(RemoveReply))
        .RequireAccountOrKey()
        .Refuses(Refusals.ReviewNotFound, Refusals.ReviewChanged);

    /// <param name="version">The reply's version the caller saw.</param>
    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid review, int version, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();
        var now = await tx.OneOrNullAsync<ReplyToReview.Standing>(ReplyToReview.LockSql, new { store, review });
        if (ReplyToReview.Refuse(now, version) is { } no) return no.AsProblem();

        await tx.ExecuteAsync(RemoveSql, new { review });
        tx.Append(new ReviewReplied(now!.Product, review, store));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- community.remove-reply.remove
        update community.review
        set reply = null, replied_as = null, replied_by = null, replied_at = null, reply_version = reply_version + 1
        where id = @review
        """;
}
