namespace Feria.Community;

/// <summary>A review as its author sees it.</summary>
/// <param name="Order">The order it came with.</param>
/// <param name="Version">What a change is made of.</param>
/// <param name="IsRemoved">Whether the platform took it out of sight.</param>
public sealed record OwnReview(
    Guid Id, Guid Product, Guid? Store, Guid? Order, int Version, int Rating, string Title, string Body, string Author,
    string Language, int Helpful, DateTime PostedAt, DateTime? ChangedAt, string[] Pictures,
    bool IsRemoved = false)
{
    /// <summary>The author's review, its row locked until the transaction ends; null where it is not theirs.</summary>
    public static Task<OwnReview?> LockAsync(Tx tx, Guid review, Guid account) =>
        tx.OneOrNullAsync<OwnReview>(LockSql, new { review, account });

    /// <summary>What the account wrote of this product.</summary>
    public static Task<OwnReview?> FindAsync(Session session, Guid product, Guid account) =>
        session.OneOrNullAsync<OwnReview>(FindSql, new { product, account });

    /// <summary>Which of the products the account reviewed.</summary>
    public static Task<IReadOnlyList<Guid>> AmongAsync(Session session, Guid[] products, Guid account) =>
        session.ListAsync<Guid>(AmongSql, new { products, account });

    /// <summary>How a person is named who did not choose a name: Ana Souza is Ana S.</summary>
    public static string NameOf(string fullName)
    {
        var words = fullName.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = words switch
        {
            [] => "…",
            [var only] => only,
            [var first, .., var last] => $"{first} {char.ConvertFromUtf32(char.ConvertToUtf32(last, 0))}.",
        };
        return name.Length <= 80 ? name : string.Concat(name.AsSpan(0, 79).TrimEnd('\uD83D'), "…");
    }

    const string LockSql = """
        -- community.own-review.lock
        select id, product_id as product, store_id as store, order_id as order, version, rating::int as rating, title,
            body, author, language, helpful, posted_at, changed_at, pictures,
            removed_at is not null as is_removed
        from community.review
        where id = @review and account_id = @account
        for update
        """;

    const string FindSql = """
        -- community.own-review.find
        select id, product_id as product, store_id as store, order_id as order, version, rating::int as rating, title,
            body, author, language, helpful, posted_at, changed_at, pictures,
            removed_at is not null as is_removed
        from community.review
        where product_id = @product and account_id = @account
        """;

    const string AmongSql = """
        -- community.own-review.among
        select r.product_id
        from unnest(@products::uuid[]) as p(id)
        cross join lateral (
            select product_id from community.review
            where product_id = p.id and account_id = @account
            limit 1) r
        """;
}
