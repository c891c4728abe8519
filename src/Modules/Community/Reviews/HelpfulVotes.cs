namespace Feria.Community;

/// <summary>How many found a review helpful: counted with each vote, under the review's lock.</summary>
public sealed record HelpfulVotes(int Helpful)
{
    internal sealed record Subject(Guid Product, Guid? Author, int Helpful);

    internal static Task<Subject?> LockAsync(Tx tx, Guid review) =>
        tx.OneOrNullAsync<Subject>(LockSql, new { review });

    // The number alone is too small a change to be told to everybody: copies elsewhere end within a minute.
    internal static async Task<HelpfulVotes> CountAsync(Tx tx, Guid review, Subject subject, int change)
    {
        if (change == 0) return new(subject.Helpful);
        tx.Touch([subject.Product]);
        return new(await tx.OneAsync<int>(CountSql, new { review, change }));
    }

    const string LockSql = """
        -- community.helpful-votes.lock
        select product_id as product, account_id as author, helpful
        from community.review
        where id = @review and removed_at is null
        for update
        """;

    const string CountSql = """
        -- community.helpful-votes.count
        update community.review set helpful = helpful + @change where id = @review returning helpful
        """;
}
