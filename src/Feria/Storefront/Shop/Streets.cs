using Feria.Catalog;
using Feria.Contracts;
using Feria.Recommendations;
using Npgsql;

namespace Feria.Storefront;

/// <summary>
/// The ways into the market, the same for everybody: the category tree in each language, a picture for each top
/// category, and how much there is.
/// </summary>
public sealed class Streets(Cache cache, ProductCards cards, IProductBook products, IStoreBook stores)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    const int MostLanes = 12;

    /// <param name="Doors">Top categories with a picture each.</param>
    public sealed record Map(
        IReadOnlyList<ListCategories.Branch> Tree, IReadOnlyList<Visit.Lane> Lanes,
        IReadOnlyList<HomePage.Department> Doors, long Products, long Stores)
    {
        public static readonly Map Empty = new([], [], [], 0, 0);
    }

    static readonly Cache.Copy<Map> Nothing = new(Map.Empty, new([]));

    public async Task<Map> InAsync(Language language, CancellationToken stop) =>
        (await CopyAsync(language, stop)).Value;

    /// <summary>Nothing, where the database is away and nothing is known: a page can do without.</summary>
    public async Task<Cache.Copy<Map>> CopyAsync(Language language, CancellationToken stop)
    {
        try
        {
            var map = await cache.GetAsync($"streets:{language.Code}", Fresh, async session => new Cache.Filled<Map>(
                await ReadAsync(session, language), [Changes.Of<CategoriesChanged>()]), stop);
            return map!;
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
        {
            return Nothing;
        }
    }

    async Task<Map> ReadAsync(Session session, Language language)
    {
        var tree = await ListCategories.ReadAsync(session, language.Code);
        var tops = tree.Take(MostLanes).ToList();
        var pictures = await PicturesAsync(session, tops);
        var doors = tops.Select(top => new HomePage.Department(
            top.Name, Shelf.CategoryPathOf(top.Slug), pictures.GetValueOrDefault(top.Number),
            string.Join(", ", top.Children.Take(3).Select(child => child.Name)))).ToList();

        return new Map(
            tree, [.. doors.Select(door => new Visit.Lane(door.Name, door.Path))], doors,
            await products.CountAsync(session), await stores.CountOpenAsync(session));
    }

    // What is looked at most in the category itself, else in one the least far under it; a level of all at a time.
    async Task<Dictionary<int, string>> PicturesAsync(Session session, IReadOnlyList<ListCategories.Branch> tops)
    {
        var found = new Dictionary<int, string>();
        var level = tops.Select(top => (Top: top.Number, Branch: top)).ToList();
        while (level.Count > 0)
        {
            var firsts = await GetTrending.FirstsAsync(session, cards, [.. level.Select(one => one.Branch.Number)]);
            foreach (var (top, branch) in level)
                if (firsts.GetValueOrDefault(branch.Number)?.Picture is { } picture) found.TryAdd(top, picture);
            level =
            [
                .. from one in level
                   where !found.ContainsKey(one.Top)
                   from child in one.Branch.Children
                   select (one.Top, child),
            ];
        }

        return found;
    }
}
