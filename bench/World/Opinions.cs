using Feria.Contracts;
using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

/// <summary>Reviews, most of them of what is most wanted; nobody reviews a product twice.</summary>
sealed class Opinions(Size size, Shelves shelves, IReadOnlyList<Guid> accounts, EventRows events)
{
    const int Batch = 10_000;

    static readonly string[] Titles =
        ["Not for me", "Could be better", "It is all right", "Good", "Just what I wanted"];

    static readonly string[] Bodies =
    [
        "It broke within a week and nobody answered.", "The colour is another than in the picture.",
        "Does what it should, though it took long to come.", "Well made and quick to arrive; I would buy it again.",
        "The whole family uses it every day. A better one is hard to find at this price.",
    ];

    public async Task LoadAsync(NpgsqlConnection connection, Pace pace, CancellationToken stop)
    {
        var reviewed = new int[shelves.Products];
        var reviews = new Rows("community.review",
            "id, product_id, store_id, account_id, author, rating, title, body, language, posted_at");
        var chance = new Chance(Chance.SeedOf(size.Seed, "reviews", 0));
        foreach (var batch in Enumerable.Range(0, size.Reviews).Chunk(Batch))
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await events.OpenAsync(connection, stop);
            foreach (var n in batch) Add(n, chance, reviewed, reviews);
            await reviews.SendAsync(connection, stop);
            await events.SendAsync(connection, stop);
            await transaction.CommitAsync(stop);
            pace.Add(batch.Length);
        }
    }

    void Add(int n, Chance chance, int[] reviewed, Rows reviews)
    {
        var rank = shelves.DrawProduct(chance);
        while (reviewed[rank] == accounts.Count) rank = (rank + 1) % reviewed.Length;
        var offer = shelves.Product(rank)[0];
        // Each product's reviewers follow one another from some first one: nobody comes twice.
        var account = accounts[(int)((rank * 7919L + reviewed[rank]++) % accounts.Count)];
        var at = size.From.AddDays(Size.Days * (double)n / size.Reviews);
        var (id, rating) = (chance.Id(at), chance.Below(20) switch { 0 => 1, 1 => 2, < 5 => 3, < 11 => 4, _ => 5 });
        reviews.Begin().Value(id).Value(offer.Product).Value(offer.Store).Value(account).Value("A buyer")
            .Value((short)rating).Value(Titles[rating - 1]).Value(Bodies[chance.Between(rating - 1, 4)]).Value("en")
            .Value(at);
        events.Add(chance, at, new ReviewPosted(offer.Product, id, rating));
    }
}
