namespace Feria.Bench;

/// <summary>
/// Queries as people type them, made of titles: one to four of their first words, the same on every run.
/// </summary>
static class Queries
{
    const int Count = 5_000;

    public static IReadOnlyList<string> Of(string products)
    {
        var random = new Random(20);
        var titles = Csv.Read(products)
            .Select(row => row.GetValueOrDefault("title") ?? row.GetValueOrDefault("name") ?? "")
            .Where(title => title.Length > 0).ToArray();
        return
        [
            .. Enumerable.Range(0, Count).Select(_ => titles[random.Next(titles.Length)])
                .Select(title => title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10).ToArray())
                .Select(words => string.Join(' ', random.GetItems(words, random.Next(1, 5)).Distinct())),
        ];
    }
}
