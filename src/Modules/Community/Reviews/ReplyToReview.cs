using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>The store that sold it replies to a review, or changes its one reply from the version it saw.</summary>
public static class ReplyToReview
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/reviews/{review:guid}/reply", Handle)
        .WithName(nameof(ReplyToReview))
        .RequireAccountOrKey()
        .Allows(perMinute: 30, burst: 30)
        .Refuses(Refusals.ReviewNotFound, Refusals.ReviewChanged)
        .WithExample(new Body(0, "Thank you! Write to us about the switch: we will send you another."));

    /// <param name="Version">The reply's version the change was made of; 0 for the first.</param>
    public sealed record Body([Range(0, int.MaxValue)] int Version, [Required, PlainText(2000)] string Text);

    public sealed record Reply(string? Text, int Version, DateTime? At);

    static async Task<Results<Ok<Reply>, ProblemHttpResult>> Handle(
        Guid store, Guid review, Body body, Caller caller, Database database, IStoreDesk desk, IStoreBook stores,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();
        var now = await tx.OneOrNullAsync<Standing>(LockSql, new { store, review });
        if (Refuse(now, body.Version) is { } no) return no.AsProblem();

        var name = (await stores.SignsAsync(tx, [store])).Single().Name;
        var reply = await tx.OneAsync<Reply>(
            PutSql, new { review, text = body.Text.Trim(), name, caller.Actor });
        tx.Append(new ReviewReplied(now!.Product, review, store));
        return await tx.CommitAsync(TypedResults.Ok(reply));
    }

    internal sealed record Standing(Guid Product, string? Text, int Version, DateTime? At);

    internal static Refusal? Refuse(Standing? now, int version) => now switch
    {
        null => Refusals.ReviewNotFound,
        _ when now.Version != version => Refusals.ReviewChanged.With("now", new Reply(now.Text, now.Version, now.At)),
        _ => null,
    };

    internal const string LockSql = """
        -- community.reply-to-review.lock
        select product_id as product, reply as text, reply_version as version, replied_at as at
        from community.review
        where id = @review and store_id = @store and removed_at is null
        for update
        """;

    const string PutSql = """
        -- community.reply-to-review.put
        update community.review
        set reply = @text, replied_as = @name, replied_by = @Actor, replied_at = now(),
            reply_version = reply_version + 1
        where id = @review
        returning reply as text, reply_version as version, replied_at as at
        """;
}
