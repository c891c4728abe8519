using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Somebody finds a review helpful: counted once an account, and never by its author.</summary>
public static class VoteHelpful
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/reviews/{review:guid}/helpful", Handle)
        .WithName(nameof(VoteHelpful))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(Refusals.ReviewNotFound, Refusals.ReviewYours);

    static async Task<Results<Ok<HelpfulVotes>, ProblemHttpResult>> Handle(
        Guid review, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var subject = await HelpfulVotes.LockAsync(tx, review);
        if (subject is null) return Refusals.ReviewNotFound.AsProblem();
        if (subject.Author == caller.Account) return Refusals.ReviewYours.AsProblem();
        var change = await tx.ExecuteAsync(VoteSql, new { review, caller.Account });
        return await tx.CommitAsync(TypedResults.Ok(await HelpfulVotes.CountAsync(tx, review, subject, change)));
    }

    const string VoteSql = """
        -- community.vote-helpful.vote
        insert into community.helpful (review_id, account_id) values (@review, @Account)
        on conflict do nothing
        """;
}
