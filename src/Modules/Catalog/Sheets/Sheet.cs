using System.Text.Json;

namespace Feria.Catalog;

/// <summary>A table of changes to a store's listings: a file that was sent, or a bulk edit made at its desk.</summary>
/// <param name="Kind">file or edit.</param>
/// <param name="Status">mapping, checking, checked, applying, applied, undoing or undone.</param>
/// <param name="Columns">Of a file as they stand in it, with the field that each says; '' for none.</param>
/// <param name="Counts">Rows by state; those that are not worked on yet keep the state they had.</param>
/// <param name="Rests">Whether what is to be done was not for five minutes: ordered again, it goes on.</param>
public sealed record Sheet(
    Guid Id, string Name, string Kind, string Status, int Rows, DateTime MadeAt, IReadOnlyList<Sheet.Column> Columns,
    IReadOnlyDictionary<string, int> Counts, bool Rests)
{
    public const int MostBytes = 5_000_000;
    public const int MostRows = 5_000;
    public const int MostColumns = 60;

    /// <summary>Pictures on other servers that it may ask for.</summary>
    public const int MostForeign = 2_000;

    /// <summary>Characters of a cell: addresses of a hundred pictures.</summary>
    public const int LongestCell = 250_000;

    public const string Mapping = "mapping";
    public const string Checking = "checking";
    public const string Checked = "checked";
    public const string Applying = "applying";
    public const string Applied = "applied";
    public const string Undoing = "undoing";
    public const string Undone = "undone";

    /// <summary>Statuses in which a job works on it.</summary>
    public static bool IsBusy(string status) => status is Checking or Applying or Undoing;

    /// <param name="Sample">What its first rows say.</param>
    public sealed record Column(string Name, string Field, string Sample = "");

    internal sealed record Row(
        Guid Id, Guid StoreId, string Name, string Kind, string Status, int Rows, DateTime MadeAt, string[] Columns,
        string[] Fields, Guid ByWhom, string[] ByScopes, bool IsOld)
    {
        public Sheet Shown(IReadOnlyDictionary<string, int> counts, IReadOnlyList<string[]>? samples = null) => new(
            Id, Name, Kind, Status, Rows, MadeAt,
            [
                .. Columns.Select((name, place) => new Column(
                    name, Fields[place],
                    string.Join(" · ", (samples ?? []).Select(cells => cells.ElementAtOrDefault(place))
                        .Where(cell => !string.IsNullOrWhiteSpace(cell)).Select(cell => Amounts.Shown(cell!))))),
            ],
            counts, Rests);

        /// <summary>Whether its job was given up, as far as can be told.</summary>
        public bool Rests => IsBusy(Status) && IsOld;

        /// <summary>Who ordered the work: it is done by their right.</summary>
        public Caller By => ByScopes.Length == 0
            ? new() { Account = ByWhom }
            : new() { Key = new(ByWhom, StoreId, ByScopes.ToHashSet()) };

        public string SkuOf(string[] cells) =>
            (cells.ElementAtOrDefault(Array.IndexOf(Fields, SheetFields.Sku)) ?? "").Trim();

        // Spreadsheets leave out separators at a row's end: what is not there says nothing.
        public IReadOnlyDictionary<string, string> Said(string[] cells) => Fields.Zip(cells)
            .Where(cell => cell.First.Length > 0)
            .ToDictionary(cell => cell.First, cell => cell.Second);
    }

    internal const string RowColumns = """
        id, store_id, name, kind, status, rows, made_at, columns, fields, by_whom, by_scopes,
            changed_at < now() - interval '5 minutes' as is_old
        """;

    internal static async Task<IReadOnlyDictionary<string, int>> CountsAsync(Session session, Guid sheet) =>
        (await session.ListAsync<Counted>(CountsSql, new { sheet })).ToDictionary(one => one.State, one => one.Many);

    internal static Task<Row?> FindAsync(Session session, Guid store, Guid sheet) =>
        session.OneOrNullAsync<Row>(FindSql, new { store, sheet });

    /// <summary>Locked: whoever else works on it or orders work waits.</summary>
    internal static Task<Row?> LockAsync(Tx tx, Guid store, Guid sheet) =>
        tx.OneOrNullAsync<Row>(LockSql, new { store, sheet });

    /// <summary>All that a store has, locked in their order.</summary>
    internal static Task<IReadOnlyList<Row>> LockAllAsync(Tx tx, Guid store) =>
        tx.ListAsync<Row>(LockAllSql, new { store });

    /// <summary>What columns of these plain names were last said to be.</summary>
    internal sealed record Had(string[] Columns, string[] Fields);

    internal static Task<Had?> HadAsync(Session session, Guid store) =>
        session.OneOrNullAsync<Had>(HadSql, new { store });

    /// <summary>Orders work on it, by the right of who is asking.</summary>
    internal static async Task<Sheet> OrderAsync(Tx tx, Row sheet, string status, Caller caller)
    {
        await tx.ExecuteAsync(OrderSql, new
        {
            sheet.Id, status, by = caller.Actor, scopes = caller.Key?.Scopes.ToArray() ?? [],
        });
        WorkSheet.Enqueue(tx, sheet.Id);
        return (sheet with { Status = status, IsOld = false }).Shown(await CountsAsync(tx, sheet.Id));
    }

    internal static Task MoveAsync(Tx tx, Guid sheet, string status) =>
        tx.ExecuteAsync(MoveSql, new { sheet, status });

    sealed record Counted(string State, int Many);

    const string HadSql = """
        -- catalog.sheet.had
        select columns, fields from catalog.sheet_mapping where store_id = @store
        """;

    const string CountsSql = """
        -- catalog.sheet.counts
        select state, count(*)::int as many from catalog.sheet_row where sheet_id = @sheet group by state
        """;

    const string FindSql = $"""
        -- catalog.sheet.find
        select {RowColumns} from catalog.sheet where id = @sheet and store_id = @store
        """;

    const string LockSql = $"""
        -- catalog.sheet.lock
        select {RowColumns} from catalog.sheet where id = @sheet and store_id = @store for update
        """;

    const string LockAllSql = $"""
        -- catalog.sheet.lock-all
        select {RowColumns} from catalog.sheet where store_id = @store order by id for update
        """;

    const string OrderSql = """
        -- catalog.sheet.order
        update catalog.sheet
        set status = @status, by_whom = @by, by_scopes = @scopes, changed_at = now()
        where id = @Id
        """;

    const string MoveSql = """
        -- catalog.sheet.move
        update catalog.sheet set status = @status, changed_at = now() where id = @sheet
        """;
}

/// <summary>A row of a sheet, and what became of it.</summary>
/// <param name="Line">As a spreadsheet shows it: the header is line 1.</param>
/// <param name="State">read, same, create, change, error, created, changed, proposed, failed, undone or kept. What of
/// one that is proposed is risky waits for approval; the rest of it is put.</param>
/// <param name="Code">Why it was refused, failed or is kept; with the field it is about and what stood there.</param>
public sealed record SheetRow(
    int Line, string State, string Sku, Guid? Product, IReadOnlyList<Edit> Changes, string? Code, string? Field,
    string? Detail)
{
    public const string Read = "read";
    public const string Same = "same";
    public const string Create = "create";
    public const string Change = "change";
    public const string Error = "error";
    public const string Created = "created";
    public const string Changed = "changed";
    public const string Proposed = "proposed";
    public const string Failed = "failed";
    public const string Undone = "undone";
    public const string Kept = "kept";

    public static readonly IReadOnlyList<string> States =
        [Read, Same, Create, Change, Error, Created, Changed, Proposed, Failed, Undone, Kept];

    internal sealed record Stored(
        int Line, string[] Cells, string State, int? Leader, Guid? ProductId, string Changes, string? Code,
        string? Field, string? Detail, long? Counted)
    {
        public List<Edit> Edits => JsonSerializer.Deserialize<List<Edit>>(Changes, Json.Options)!;
    }

    internal const string Columns =
        "line, cells, state, leader, product_id, changes::text as changes, code, field, detail, counted";

    /// <summary>What a row has become.</summary>
    internal sealed record Outcome(
        int Line, string State, int? Leader, Guid? Product, IReadOnlyList<Edit> Changes, Refusal? Refusal,
        long? Counted = null);

    internal static async Task TellAsync(Tx tx, Guid sheet, IReadOnlyList<Outcome> rows)
    {
        if (rows.Count == 0) return;
        await tx.ExecuteAsync(TellSql, new
        {
            sheet,
            lines = rows.Select(row => row.Line).ToArray(),
            states = rows.Select(row => row.State).ToArray(),
            leaders = rows.Select(row => row.Leader).ToArray(),
            products = rows.Select(row => row.Product).ToArray(),
            changes = rows.Select(row => JsonSerializer.Serialize(row.Changes, Json.Options)).ToArray(),
            codes = rows.Select(row => row.Refusal?.Code).ToArray(),
            fields = rows.Select(row => row.Refusal?.Field).ToArray(),
            details = rows.Select(row => DetailOf(row.Refusal)).ToArray(),
            counts = rows.Select(row => row.Counted).ToArray(),
        });
    }

    static string? DetailOf(Refusal? refusal) =>
        refusal?.Facts.Values.Select(fact => fact?.ToString()).FirstOrDefault(fact => fact is not null) is { } said
            ? Shorter.Of(said, 500)
            : null;

    const string TellSql = """
        -- catalog.sheet-row.tell
        update catalog.sheet_row r
        set state = s.state, leader = s.leader, product_id = s.product, changes = s.changes::jsonb, code = s.code,
            field = s.field, detail = s.detail, counted = s.counted
        from unnest(@lines::int[], @states::text[], @leaders::int[], @products::uuid[], @changes::text[],
                @codes::text[], @fields::text[], @details::text[], @counts::bigint[])
            as s(line, state, leader, product, changes, code, field, detail, counted)
        where r.sheet_id = @sheet and r.line = s.line
        """;
}
