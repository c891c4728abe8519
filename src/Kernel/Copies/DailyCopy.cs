namespace Feria.Kernel;

/// <summary>
/// What is counted by the day, held against the log. Its subjects are days, as the first id a day can have: a whole
/// history is gone through a day at a time.
/// </summary>
public abstract class DailyCopy(Database database, TimeProvider clock) : TableCopy
{
    protected string Region => database.Region;

    public sealed override string Group => "statistics";

    public sealed override int Batch => 1;

    /// <summary>Days the copy has rows of, in order, from after one.</summary>
    protected abstract Task<IReadOnlyList<DateTime>> DaysAsync(Session session, DateTime last, int limit);

    // Days of the log as well, whether the copy knows them or not.
    public sealed override async Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit)
    {
        var last = after == Guid.Empty ? DateTime.UnixEpoch : DayOf(after);
        var days = (await DaysAsync(session, last, limit)).ToHashSet();
        if (await Heard.FirstDayAsync(session, Region) is { } first)
        {
            var next = last >= first ? last.AddDays(1) : first;
            for (var i = 0; i < limit && next.AddDays(i) <= clock.GetUtcNow().UtcDateTime; i++)
                days.Add(next.AddDays(i));
        }

        return [.. days.Order().Take(limit).Select(day => Id.FirstAt(new DateTimeOffset(day, TimeSpan.Zero)))];
    }

    protected static DateTime DayOf(Guid subject) => Id.TimeOf(subject).UtcDateTime;
}
