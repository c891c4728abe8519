namespace Feria.Search;

/// <summary>
/// How good results are by what people judged of them. NDCG@10: the sum of g / log2(place + 1) over the first ten
/// results, by the same sum of the judged products in their best order; what nobody judged has g = 0, a grade of 3 has
/// g = 1. Recall@50: of the products judged 2 or better, the share among the first fifty.
/// </summary>
static class Quality
{
    public const int Depth = 50;
    const int Foremost = 10;
    const int Relevant = 2;
    const int BestGrade = 3;

    /// <summary>Null where nothing good was judged: every order of nothing is as good.</summary>
    public static double? Ndcg(IReadOnlyDictionary<Guid, int> grades, IReadOnlyList<Guid> found)
    {
        var ideal = Gain(grades.Values.OrderDescending());
        return ideal == 0 ? null : Gain(found.Select(product => grades.GetValueOrDefault(product))) / ideal;
    }

    public static double? Recall(IReadOnlyDictionary<Guid, int> grades, IReadOnlyList<Guid> found)
    {
        var relevant = grades.Where(one => one.Value >= Relevant).Select(one => one.Key).ToHashSet();
        return relevant.Count == 0 ? null : found.Take(Depth).Count(relevant.Contains) / (double)relevant.Count;
    }

    static double Gain(IEnumerable<int> grades) => grades.Take(Foremost)
        .Select((grade, place) => grade / (double)BestGrade / Math.Log2(place + 2)).Sum();
}
