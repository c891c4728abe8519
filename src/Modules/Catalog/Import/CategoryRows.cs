namespace Feria.Catalog;

/// <summary>Makes a tree of a file's rows. Pure: parents come before children, what hangs nowhere is refused.</summary>
sealed class CategoryRows
{
    public sealed record Row(
        long Number, string Id, string? Parent, IReadOnlyDictionary<string, string> Names, string[] PathIds,
        string[] PathNames);

    public sealed record Tree(
        IReadOnlyList<PutCategories.Category> Categories, int Inferred, IReadOnlyDictionary<long, string> Refused);

    readonly string? id;
    readonly string? parent;
    readonly string? pathIds;
    readonly string? pathNames;
    readonly Dictionary<string, string> names = [];
    readonly Dictionary<string, int> columns;

    public CategoryRows(IReadOnlyList<string> header, string language)
    {
        columns = RowReader.ColumnsOf(header);
        string? First(params string[] candidates) =>
            candidates.Select(name => header.FirstOrDefault(column => GuessMapping.Plain(column) == name))
                .FirstOrDefault(found => found is not null);
        id = First("id", "category_id", "external_id", "code");
        parent = First("parent_id", "parent", "parent_code");
        pathIds = First("path_ids");
        pathNames = First("path_names");
        if (First("name", "category_name", "title") is { } name) names[language] = name;
        foreach (var column in header)
            if (GuessMapping.Plain(column) is ['n', 'a', 'm', 'e', '_', _, _] plain) names[plain[^2..]] = column;
    }

    public Refusal? Refusal =>
        id is null ? Refusals.ImportIdMissing : names.Count == 0 ? Refusals.ImportTitleMissing : null;

    /// <summary>The row, or why it is none.</summary>
    public (Row? Row, string? Reason) Read(long number, IReadOnlyList<string> fields, string? fault)
    {
        string Said(string? column) =>
            column is not null && columns[column] < fields.Count ? Amounts.Said(fields[columns[column]]) ?? "" : "";

        if (fault is not null) return (null, fault);
        if (fields.Any(field => !Text.IsStorable(field))) return (null, "text_malformed: it holds no legal text");
        if (Said(id) is not { Length: > 0 } key) return (null, "id_missing: nothing says which category it is");
        if (key.Length > 100) return (null, "id_too_long: at most 100 characters");
        var said = names
            .Select(name => (Locale: name.Key, Name: Said(name.Value)))
            .Where(name => name.Name.Length > 0)
            .ToList();
        if (said.Count == 0) return (null, "name_missing: it has no name");
        if (said.Any(name => name.Name.Length > 120)) return (null, "name_too_long: at most 120 characters");

        var ids = Said(pathIds).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = Said(pathNames).Split(" > ", StringSplitOptions.RemoveEmptyEntries);
        var hasPath = ids.Length == path.Length && ids.Length > 0 && ids[^1] == key;
        var above = Said(parent) is { Length: > 0 } named ? named : hasPath && ids.Length > 1 ? ids[^2] : null;
        return (new(
            number, key, above, said.ToDictionary(name => name.Locale, name => name.Name),
            hasPath ? ids : [], hasPath ? path : []), null);
    }

    /// <param name="known">External ids the source already has, with how deep they are.</param>
    public static Tree Grow(
        IReadOnlyList<Row> rows, IReadOnlyDictionary<string, (Guid Id, int Depth)> known, string language)
    {
        var refused = new Dictionary<long, string>();
        var byId = new Dictionary<string, Row>();
        foreach (var row in rows)
            if (!byId.TryAdd(row.Id, row))
                refused[row.Number] = $"duplicate_id: row {byId[row.Id].Number} has the same id";

        var inferred = Inferred(byId, language);
        var children = byId.Values.ToLookup(row => row.Parent ?? "");
        var reached = new HashSet<string>();
        var categories = new List<PutCategories.Category>();
        var queue = new Queue<(Row Row, int Depth, Guid? Under)>();
        foreach (var row in byId.Values)
        {
            if (row.Parent is null) queue.Enqueue((row, 1, null));
            else if (!byId.ContainsKey(row.Parent) && known.TryGetValue(row.Parent, out var outside))
                queue.Enqueue((row, outside.Depth + 1, outside.Id));
        }

        while (queue.TryDequeue(out var next))
        {
            reached.Add(next.Row.Id);
            if (next.Depth > PutCategories.DeepestLevel)
                refused[next.Row.Number] = $"category_too_deep: at most {PutCategories.DeepestLevel} levels";
            else
                categories.Add(new(next.Row.Id, next.Under is null ? next.Row.Parent : null, next.Row.Names)
                {
                    ParentId = next.Under,
                });
            foreach (var child in children[next.Row.Id]) queue.Enqueue((child, next.Depth + 1, null));
        }

        foreach (var row in byId.Values.Where(row => !reached.Contains(row.Id)))
            refused[row.Number] = byId.ContainsKey(row.Parent!)
                ? $"parent_unreachable: {row.Parent} leads to no root"
                : $"parent_unknown: there is no {row.Parent}";
        refused.Remove(0);
        return new Tree(categories, inferred.Count(row => reached.Contains(row.Id)), refused);
    }

    // A parent without a row of its own is known by the paths of those under it.
    static List<Row> Inferred(Dictionary<string, Row> byId, string language)
    {
        var made = new List<Row>();
        foreach (var row in byId.Values.ToList())
            for (var depth = 0; depth < row.PathIds.Length - 1; depth++)
            {
                if (byId.ContainsKey(row.PathIds[depth]) || row.PathNames[depth].Length > 120) continue;
                var parent = new Row(
                    0, row.PathIds[depth], depth == 0 ? null : row.PathIds[depth - 1],
                    new Dictionary<string, string> { [language] = row.PathNames[depth] }, [], []);
                byId.Add(parent.Id, parent);
                made.Add(parent);
            }

        return made;
    }
}
