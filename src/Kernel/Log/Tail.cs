namespace Feria.Kernel;

/// <summary>
/// The end of the log, read once a round for all reactions of this process: most of them hear the same events. What
/// stands in it is complete; whoever is not as far as its beginning reads the log itself.
/// </summary>
/// <param name="kinds">What anybody here hears.</param>
sealed class Tail(Database database, IReadOnlyCollection<string> kinds)
{
    // Where more comes between two rounds, each reads what it hears for itself.
    internal const int MostOfARound = 2_000;

    // Enough for whoever missed a round.
    const int MostKept = 2 * MostOfARound;

    readonly string[] kinds = [.. kinds];
    readonly SemaphoreSlim reading = new(1, 1);
    Stretch? held;
    volatile bool isDue = true;

    /// <summary>A round begins: whoever asks next reads what came since.</summary>
    public void BeginRound() => isDue = true;

    /// <summary>The tail as it was read in this round.</summary>
    public async Task<Stretch> NowAsync(CancellationToken stop)
    {
        await reading.WaitAsync(stop);
        try
        {
            if (held is { } known && !isDue) return known;
            isDue = false;
            return held = await ReadAsync(stop);
        }
        catch
        {
            // Whatever the server was saved from may have taken back what it said.
            (held, isDue) = (null, true);
            throw;
        }
        finally
        {
            reading.Release();
        }
    }

    async Task<Stretch> ReadAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var edge = await session.OneAsync<Edge>(EdgeSql);
        // It begins where nothing is known yet, at the horizon; then it reaches as far as what was read, since a server
        // that crashed gives ids again that nothing lasting was written under.
        var empty = new Stretch(edge.ServingSince, edge.Place, edge.Place, []);
        if (held is not { } known || known.ServingSince != edge.ServingSince) return empty;
        var events = await session.ListAsync<LoggedEvent>(NextSql, new
        {
            known.Until.VisibleFrom, known.Until.Seq, edge.Horizon, kinds, limit = MostOfARound,
        });
        return events.Count < MostOfARound ? known.With(events, MostKept) : empty;
    }

    sealed record Edge(long Horizon, DateTime ServingSince)
    {
        public Place Place => new(Horizon, long.MaxValue);
    }

    /// <summary>A place in the log's order: docs/decisions/0003.</summary>
    internal readonly record struct Place(long VisibleFrom, long Seq) : IComparable<Place>
    {
        public int CompareTo(Place other) => (VisibleFrom, Seq).CompareTo((other.VisibleFrom, other.Seq));
    }

    /// <summary>All events of the kinds heard here that stand after one place and not after the other.</summary>
    /// <param name="ServingSince">When the server started it was read on: another may not have all of it.</param>
    internal sealed record Stretch(
        DateTime ServingSince, Place From, Place Until, IReadOnlyList<LoggedEvent> Events)
    {
        public Stretch With(IReadOnlyList<LoggedEvent> next, int most)
        {
            if (next.Count == 0) return this;
            LoggedEvent[] all = [.. Events, .. next];
            var longer = this with { Until = PlaceOf(next[^1]), Events = all };
            return all.Length <= most
                ? longer
                : longer with { From = PlaceOf(all[^(most + 1)]), Events = all[^most..] };
        }

        /// <summary>
        /// What comes next of these kinds after each shard's place, so many of a shard at most, in order; null where
        /// somebody is not as far as this begins.
        /// </summary>
        public IReadOnlyList<LoggedEvent>? After(
            IReadOnlyDictionary<short, Place> places, IReadOnlyCollection<string> kinds, int limit)
        {
            if (places.Values.Any(place => place.CompareTo(From) < 0)) return null;
            var taken = new Dictionary<short, int>();
            var next = new List<LoggedEvent>();
            foreach (var said in Events)
            {
                if (!places.TryGetValue(said.Shard, out var place) || PlaceOf(said).CompareTo(place) <= 0) continue;
                if (!kinds.Contains(said.Kind) || taken.GetValueOrDefault(said.Shard) == limit) continue;
                taken[said.Shard] = taken.GetValueOrDefault(said.Shard) + 1;
                next.Add(said);
            }

            return next;
        }

        static Place PlaceOf(LoggedEvent said) => new(said.VisibleFrom, said.Seq);
    }

    const string EdgeSql = """
        -- kernel.tail.edge
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
            pg_postmaster_start_time() as serving_since
        """;

    const string NextSql = """
        -- kernel.tail.next
        select id, shard, visible_from, seq, tx::text::bigint as tx, kind, key, body::text as body, at
        from kernel.event
        where (visible_from, seq) > (@VisibleFrom, @Seq) and visible_from <= @Horizon and kind = any(@kinds)
        order by visible_from, seq
        limit @limit
        """;
}
