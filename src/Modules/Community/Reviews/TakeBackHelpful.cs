using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Takes back that a review was helpful.</summary>
public static class TakeBackHelpful
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/reviews/{review:guid}/helpful", Handle)
        .WithName(nameof(TakeBackHelpful))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(Refusals.ReviewNotFound);

    static async Task<Results<Ok<HelpfulVotes>, ProblemHttpResult>> Handle(
        Guid review, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var subject = await HelpfulVotes.LockAsync(tx, review);
        if (subject is null) return Refusals.ReviewNotFound.AsProblem();
        var change = -await tx.ExecuteAsync(TakeBackSql, new { review, caller.Account });
        return await tx.CommitAsync(TypedResults.Ok(await HelpfulVotes.CountAsync(tx, review, subject, change)));
    }

    const string TakeBackSql = """
        -- community.take-back-helpful.take-back
        delete from community.helpful where review_id = @review and account_id = @Account
        """;
}
