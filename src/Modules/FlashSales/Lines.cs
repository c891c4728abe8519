using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Feria.FlashSales;

/// <summary>
/// This process's copy of every line somebody asks about: the sale's row, a third of a second old at most, and all
/// numbers, which never change. So a waiting buyer's position costs no statement, however many ask.
/// </summary>
public sealed class Lines(Database database)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan Old = TimeSpan.FromMinutes(1);
    const int MostSales = 200;

    readonly ConcurrentDictionary<Guid, Line> lines = [];

    /// <summary>How a sale stands, by the database's clock.</summary>
    /// <param name="Taken">Units that are held or sold.</param>
    /// <param name="Allowed">Units somebody has a turn for.</param>
    public sealed record Standing(Sale Sale, int Taken, int Allowed, DateTime Now)
    {
        public int Free => Sale.Units - Taken - Allowed;

        public string Phase => Sale.Phase(Now);
    }

    /// <summary>Null where there is no such sale.</summary>
    public async Task<Standing?> OfSaleAsync(Guid sale, CancellationToken stop)
    {
        if (lines.Count > MostSales) lines.Clear();
        var line = lines.GetOrAdd(sale, id => new(database, id));
        var standing = await line.StandingAsync(stop);
        if (standing is null) lines.TryRemove(sale, out _);
        return standing;
    }

    /// <summary>The number of a buyer who has one; asked after <see cref="OfSaleAsync"/>.</summary>
    public int? NumberOf(Guid sale, string mark) =>
        lines.TryGetValue(sale, out var line) && line.Numbers.TryGetValue(mark, out var number) ? number : null;

    /// <summary>Whether the buyer had a spot without a number, and no numbers were given since.</summary>
    public bool IsGathering(Guid sale, string mark, int round) =>
        lines.TryGetValue(sale, out var line) && line.Gathering is var (at, who) && at == round
        && who.ContainsKey(mark);

    /// <summary>Remembers a spot that was read, or taken, without a number.</summary>
    public void RememberGathering(Guid sale, string mark, int round)
    {
        if (lines.TryGetValue(sale, out var line)) line.Remember(mark, round);
    }

    /// <summary>Remembers a number found under another mark than it was loaded by.</summary>
    public void RememberNumber(Guid sale, string mark, int number)
    {
        if (lines.TryGetValue(sale, out var line)) line.Numbers[mark] = number;
    }

    /// <summary>What this process knows is read anew at the next question.</summary>
    public void Forget(Guid sale) => lines.TryRemove(sale, out _);

    sealed class Line(Database database, Guid id)
    {
        readonly Lock gate = new();
        Standing? last;
        long readAt;
        Task<Standing?>? reading;
        int known;
        (int Round, ConcurrentDictionary<string, bool> Who) gathering = (0, []);

        public ConcurrentDictionary<string, int> Numbers { get; } = [];

        public (int Round, ConcurrentDictionary<string, bool> Who) Gathering
        {
            get
            {
                lock (gate) return gathering;
            }
        }

        public void Remember(string mark, int round)
        {
            lock (gate)
            {
                if (gathering.Round < round) gathering = (round, []);
                if (gathering.Round == round) gathering.Who[mark] = true;
            }
        }

        public async Task<Standing?> StandingAsync(CancellationToken stop)
        {
            Task<Standing?> mine;
            lock (gate)
            {
                if (last is not null && Stopwatch.GetElapsedTime(readAt) < Fresh) return Aged(last);
                // One reads for all.
                if (reading is null or { IsCompleted: true }) reading = ReadAsync();
                mine = reading;
            }

            return await mine.WaitAsync(stop);
        }

        async Task<Standing?> ReadAsync()
        {
            await Task.Yield();
            try
            {
                var began = Stopwatch.GetTimestamp();
                await using var session = await database.ReadFreshAsync();
                var args = new { database.Region, id, known };
                var row = await session.OneOrNullAsync<Row>(StandingSql, args);
                if (row is null) return null;
                var sale = await session.OneAsync<Sale>(SaleSql, args);
                // Read after the sale's row, so that whoever it says is admitted has a number here.
                if (sale.LastNumber > known)
                {
                    foreach (var spot in await session.ListAsync<Numbered>(NumbersSql, args))
                        (Numbers[spot.Mark], known) = (spot.Number, spot.Number);
                }

                lock (gate) (last, readAt) = (new(sale, row.Taken, row.Allowed, row.Now), began);
                return last;
            }
            catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
            {
                lock (gate)
                    if (last is not null && Stopwatch.GetElapsedTime(readAt) < Old) return Aged(last);
                throw;
            }
        }

        Standing Aged(Standing standing) => standing with { Now = standing.Now + Stopwatch.GetElapsedTime(readAt) };
    }

    sealed record Row(int Taken, int Allowed, DateTime Now);

    sealed record Numbered(int Number, Guid? Account, byte[]? Guest)
    {
        public string Mark => Account?.ToString("N") ?? Convert.ToHexStringLower(Guest!);
    }

    const string StandingSql = """
        -- flashsales.lines.standing
        select coalesce(u.taken, 0)::int as taken, coalesce(u.allowed, 0)::int as allowed, clock_timestamp() as now
        from flashsales.sale e
        cross join lateral (
            select sum(taken) as taken, sum(allowed) as allowed
            from flashsales.spot s
            where s.region = @Region and s.sale_id = @id and s.allowed + s.taken > 0) u
        where e.region = @Region and e.id = @id
        """;

    const string SaleSql = $"""
        -- flashsales.lines.sale
        select {Sale.Columns}
        from flashsales.sale
        where region = @Region and id = @id
        """;

    const string NumbersSql = """
        -- flashsales.lines.numbers
        select number, account_id as account, guest
        from flashsales.spot
        where region = @Region and sale_id = @id and number > @known
        order by number
        """;
}
