using Npgsql;
using NpgsqlTypes;

namespace Feria.Community;

/// <summary>
/// Puts many existing reviews in at once, by COPY, and counts their ratings: for moving in and for seeding.
/// </summary>
public static class LoadReviews
{
    /// <param name="PostedAt">In UTC.</param>
    /// <param name="Order">The order it came with; null where that is not known.</param>
    public sealed record Review(
        Guid Id, Guid Product, Guid? Store, Guid? Account, string Author, int Rating, string Title, string Body,
        string Language, DateTime PostedAt, Guid? Order = null);

    /// <summary>Which of these reviews were put in before.</summary>
    public static async Task<IReadOnlySet<Guid>> KnownAsync(Tx tx, IEnumerable<Guid> reviews) =>
        (await tx.ListAsync<Guid>(KnownSql, new { reviews = reviews.ToArray() })).ToHashSet();


    /// <summary>All or none, in the caller's transaction.</summary>
    public static async Task RunAsync(Tx tx, IReadOnlyCollection<Review> reviews)
    {
        await using (var copy = await tx.Connection.BeginBinaryImportAsync(CopySql, tx.Stop))
        {
            foreach (var review in reviews) await WriteAsync(copy, review);
            await copy.CompleteAsync(tx.Stop);
        }

        await Summaries.RefreshAsync(tx, [.. reviews.Select(review => review.Product).Distinct()]);
    }

    static async Task WriteAsync(NpgsqlBinaryImporter copy, Review review)
    {
        await copy.StartRowAsync();
        await copy.WriteAsync(review.Id, NpgsqlDbType.Uuid);
        await copy.WriteAsync(review.Product, NpgsqlDbType.Uuid);
        await copy.WriteAsync(review.Store, NpgsqlDbType.Uuid);
        await copy.WriteAsync(review.Account, NpgsqlDbType.Uuid);
        await copy.WriteAsync(review.Author, NpgsqlDbType.Text);
        await copy.WriteAsync((short)review.Rating, NpgsqlDbType.Smallint);
        await copy.WriteAsync(review.Title, NpgsqlDbType.Text);
        await copy.WriteAsync(review.Body, NpgsqlDbType.Text);
        await copy.WriteAsync(review.Language, NpgsqlDbType.Text);
        await copy.WriteAsync(review.PostedAt, NpgsqlDbType.TimestampTz);
        await copy.WriteAsync(review.Order, NpgsqlDbType.Uuid);
    }

    const string KnownSql = """
        -- community.load-reviews.known
        select r.id
        from unnest(@reviews::uuid[]) as w(id)
        cross join lateral (select id from community.review where review.id = w.id limit 1) r
        """;

    const string CopySql = """
        copy community.review
            (id, product_id, store_id, account_id, author, rating, title, body, language, posted_at, order_id)
        from stdin (format binary)
        """;
}
