using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// Queries and what people thought of products for them: queries.csv and labels.csv, perhaps gzipped.
/// </summary>
/// <param name="Worst">The scale's lowest grade.</param>
/// <param name="Best">Its highest.</param>
/// <param name="Relevant">The grade from which a product counts as relevant.</param>
sealed record Judged(
    IReadOnlyList<(string Text, IReadOnlyDictionary<string, double> Grades)> Queries, double Worst, double Best,
        double Relevant)
{
    /// <summary>
    /// The scale is 1 to the highest grade in the file. Relevant is its upper third, as the figures to beat have it: 3
    /// of 1–4, 2.33 of 1–3. On a scale of three grades, queries with fewer than five judgements are left out.
    /// </summary>
    public static Judged Load(string folder, int? least)
    {
        var labels = Csv.Read(Find(folder, "labels"))
            .GroupBy(row => row["query_id"])
            .ToDictionary(group => group.Key, group => (IReadOnlyDictionary<string, double>)group.ToDictionary(
                row => row["product_id"], row => double.Parse(row["relevance"], CultureInfo.InvariantCulture)));
        var best = labels.Values.SelectMany(grades => grades.Values).Max();
        var enough = least ?? (best <= 3 ? 5 : 1);
        return new(
            [
                .. Csv.Read(Find(folder, "queries"))
                    .Where(row => labels.TryGetValue(row["query_id"], out var grades) && grades.Count >= enough)
                    .Select(row => (row["query"], labels[row["query_id"]])),
            ],
            1, best, Math.Floor((1 + (best - 1) * 2 / 3) * 100) / 100);
    }

    /// <summary>
    /// Σ gᵢ/log₂(i+1) over the first ten ÷ the same of the best order; null where nothing is worth anything.
    /// </summary>
    public double? Ndcg(IReadOnlyDictionary<string, double> grades, IEnumerable<string> found)
    {
        var ideal = Gain(grades.Values.OrderDescending());
        return ideal == 0 ? null : Gain(found.Select(product => grades.GetValueOrDefault(product, Worst))) / ideal;
    }

    /// <summary>Relevant ones in the first fifty ÷ all relevant ones; null where there are none.</summary>
    public double? Recall(IReadOnlyDictionary<string, double> grades, IEnumerable<string> found)
    {
        var relevant = grades.Count(grade => grade.Value >= Relevant);
        return relevant == 0 ? null
            : (double)found.Take(50).Count(product => grades.GetValueOrDefault(product) >= Relevant) / relevant;
    }

    double Gain(IEnumerable<double> grades) =>
        grades.Take(10).Select((grade, i) => (grade - Worst) / (Best - Worst) / Math.Log2(i + 2)).Sum();

    static string Find(string folder, string name) =>
        new[] { $"{name}.csv.gz", $"{name}.csv" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"There is no {name}.csv or {name}.csv.gz in {folder}.");
}
