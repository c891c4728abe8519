using Feria.Contracts;

namespace Feria.Search;

/// <summary>The parts of a product's score for a query, as the index in memory adds them up.</summary>
static class Explained
{
    public static async Task<Ranking?> OfAsync(Session session, ReadQuery read, Guid product)
    {
        if (await session.OneOrNullAsync<Held>(DocumentSql, new { product }) is not { } document) return null;
        var parts = Parts(read, document).ToList();
        return new(
            parts.Sum(part => part.Points), parts,
            [
                .. read.Slots.Select(slot => new RankingWord(slot.Typed, slot.Weight,
                    [.. slot.Meanings.Select(
                        one => $"{one.Text} ({one.How}, {one.Share} %, in {one.Documents} products)")])),
            ],
            [.. Steps.Of(read.Weights).Select(sets => StepOf(read.Slots, sets, document))],
            read.Corrected, read.Ignored);
    }

    static IEnumerable<RankingPart> Parts(ReadQuery read, Held document)
    {
        for (var i = 0; i < read.Slots.Count; i++)
        {
            var slot = read.Slots[i];
            var (best, points) = slot.Meanings
                .Select(one => (one, Points: document.ImpactOf(one.Term) * slot.WeightOf(one)))
                .MaxBy(one => one.Points);
            yield return points == 0
                ? new($"\"{slot.Typed}\" is not in it", 0)
                : new($"\"{slot.Typed}\" as {best.Text}: the product is {document.ImpactOf(best.Term)} of 255 "
                    + $"about it, times the word's weight {slot.Weight} at {best.Share} %", points);

            if (i + 1 == read.Slots.Count) continue;
            var next = read.Slots[i + 1];
            if (document.Pairs.Contains(Analysis.Pair(slot.Best.Term, next.Best.Term)))
                yield return new($"\"{slot.Typed} {next.Typed}\" stand side by side in the title",
                    Sought.Bonus(slot, next, read.By));
        }

        yield return new($"sales, ratings and stock: {document.Prior} of 255, times {read.By.Prior}",
            document.Prior * read.By.Prior);
        if (read.Coded.Contains(document.Product)) yield return new(
            "the query is its SKU or code", Scores.CodeWeight);
    }

    static RankingStep StepOf(IReadOnlyList<Slot> slots, int[] sets, Held document) => new(
        string.Join(" or ", sets.Select(set => string.Join(" and ", Of(slots, set).Select(slot => slot.Typed)))),
        sets.Any(set => Of(slots, set).All(slot => slot.Terms.Any(term => document.ImpactOf(term) > 0))));

    static IEnumerable<Slot> Of(IReadOnlyList<Slot> slots, int set) =>
        slots.Where((_, place) => (set >> place & 1) == 1);

    sealed record Held(Guid Product, int[] Terms, byte[] Impacts, int[] Pairs, short Prior)
    {
        public int ImpactOf(int term) => Impacts[Array.IndexOf(Terms, term) + 1];
    }

    const string DocumentSql = """
        -- search.explained.document
        select product_id as product, terms, impacts, pairs, prior from search.document where product_id = @product
        """;
}
