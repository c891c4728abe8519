using System.Collections.Concurrent;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Recommendations;
using Npgsql;

namespace Feria.Storefront;

/// <summary>
/// The ways into the market, the same for everybody: the category tree in each language, a picture for each top
/// category, and how much there is. Read at most once a minute; while the database is away, the last known.
/// </summary>
public sealed class Streets(
    Database database, ProductCards cards, IProductBook products, IStoreBook stores, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    const int MostLanes = 12;

    readonly ConcurrentDictionary<string, Task<Map>> maps = new();

    /// <param name="Doors">Top categories with a picture each.</param>
    public sealed record Map(
        DateTimeOffset ReadAt, IReadOnlyList<ListCategories.Branch> Tree, IReadOnlyList<Visit.Lane> Lanes,
        IReadOnlyList<HomePage.Department> Doors, long Products, long Stores)
    {
        public static readonly Map Empty = new(default, [], [], [], 0, 0);
    }

    public async Task<Map> InAsync(Language language)
    {
        maps.TryGetValue(language.Code, out var known);
        if (known is { IsCompletedSuccessfully: true } && clock.GetUtcNow() - known.Result.ReadAt < Fresh)
            return known.Result;
        if (known is { IsCompleted: false }) return await known;

        // Whoever comes first reads for all who come meanwhile.
        var mine = new TaskCompletionSource<Map>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isFirst = known is null
            ? maps.TryAdd(language.Code, mine.Task)
            : maps.TryUpdate(language.Code, mine.Task, known);
        if (!isFirst) return await maps[language.Code];
        try
        {
            var read = await ReadAsync(language, known is { IsCompletedSuccessfully: true } ? known.Result : Map.Empty);
            mine.SetResult(read);
            return read;
        }
        catch (Exception fault)
        {
            mine.SetException(fault);
            throw;
        }
    }

    async Task<Map> ReadAsync(Language language, Map before)
    {
        try
        {
            await using var session = await database.ReadAsync();
            var tree = await ListCategories.TreeAsync(session, language.Code);
            var doors = new List<HomePage.Department>();
            foreach (var top in tree.Take(MostLanes))
            {
                doors.Add(new(
                    top.Name, Shelf.CategoryPathOf(top.Slug), await PictureOfAsync(top),
                    string.Join(", ", top.Children.Take(3).Select(child => child.Name))));
            }

            return new Map(
                clock.GetUtcNow(), tree, [.. doors.Select(door => new Visit.Lane(door.Name, door.Path))], doors,
                await products.CountAsync(session), await stores.CountOpenAsync(session));
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
        {
            return before with { ReadAt = clock.GetUtcNow() };
        }
    }

    // What is looked at most in the category itself, else somewhere under it.
    async Task<string?> PictureOfAsync(ListCategories.Branch branch)
    {
        var best = await GetTrending.Handle(branch.Number, 1, database, cards, CancellationToken.None);
        if (best.Value!.Items.FirstOrDefault()?.Picture is { } picture) return picture;
        foreach (var child in branch.Children)
            if (await PictureOfAsync(child) is { } found) return found;
        return null;
    }
}
