using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Says why a product ranks where it does for a query: every part of its score, in words and numbers.
/// </summary>
public static class ExplainRank
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/explain", Handle)
        .WithName(nameof(ExplainRank))
        .RequireAccess(Permission.ExplainSearch)
        .Refuses(Refusals.ProductNotIndexed);

    /// <param name="Score">The sum of the parts; results are in its descending order.</param>
    /// <param name="Understood">How the dictionary read each word.</param>
    /// <param name="Steps">What had to match, from the strictest step on, and whether this product does.</param>
    public sealed record Explanation(
        Guid Product, string Title, long Score, IReadOnlyList<Portion> Parts, IReadOnlyList<Understood> Understood,
        IReadOnlyList<Step> Steps, string? Corrected, IReadOnlyList<string> Ignored);

    public sealed record Portion(string Words, long Points);

    /// <param name="Weight">How much the word counts: rare ones more.</param>
    public sealed record Understood(string Typed, int Weight, IReadOnlyList<string> As);

    public sealed record Step(string OneOf, bool Matches);

    public static async Task<Results<Ok<Explanation>, ProblemHttpResult>> Handle(
        [Required, StringLength(200)] string q, Guid product, IndexFeed index, Database db, CancellationToken stop)
    {
        var view = await index.NowAsync(stop);
        await using var session = await db.ReadAsync(stop);
        var document = await session.OneOrNullAsync<Indexed>(DocumentSql, new { product });
        if (document is null) return Refusals.ProductNotIndexed.AsProblem();

        var read = QueryReader.Read(view, q, await Dictionary.CodedAsync(new(session), view, q));
        var parts = Parts(read, document).ToList();
        return TypedResults.Ok(new Explanation(
            product, document.Title, parts.Sum(part => part.Points), parts,
            [
                .. read.Slots.Select(slot => new Understood(slot.Typed, slot.Weight,
                    [.. slot.Meanings.Select(
                        one => $"{one.Text} ({one.How}, {one.Share} %, in {one.Documents} products)")])),
            ],
            [.. Search.Steps.Of(read.Slots).Select(sets => StepOf(read.Slots, sets, document))],
            read.Corrected, read.Ignored));
    }

    internal static IEnumerable<Portion> Parts(ReadQuery read, Indexed document)
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
                    Sought.Bonus(slot, next));
        }

        yield return new($"sales, ratings and stock: {document.Prior} of 255, times {Matcher.PriorWeight}",
            document.Prior * Matcher.PriorWeight);
        if (read.Coded.Contains(document.Product)) yield return new(
            "the query is its SKU or code", Scores.CodeWeight);
    }

    static Step StepOf(IReadOnlyList<Slot> slots, int[] sets, Indexed document) => new(
        string.Join(" or ", sets.Select(set => string.Join(" and ", Of(slots, set).Select(slot => slot.Typed)))),
        sets.Any(set => Of(slots, set).All(slot => slot.Terms.Any(term => document.ImpactOf(term) > 0))));

    static IEnumerable<Slot> Of(IReadOnlyList<Slot> slots, int set) =>
        slots.Where((_, place) => (set >> place & 1) == 1);

    internal sealed record Indexed(Guid Product, string Title, int[] Terms, byte[] Impacts, int[] Pairs, short Prior)
    {
        public int ImpactOf(int term) => Impacts[Array.IndexOf(Terms, term) + 1];
    }

    const string DocumentSql = """
        -- search.explain-rank.document
        select d.product_id as product, c.title, d.terms, d.impacts, d.pairs, d.prior
        from search.document d
        join search.card c on c.product_id = d.product_id
        where d.product_id = @product
        """;
}
