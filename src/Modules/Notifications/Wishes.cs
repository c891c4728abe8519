using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>What an account wishes to be told, how, and when.</summary>
/// <param name="Declined">A topic and a channel each: parcels.email, reviews.in_app.</param>
/// <param name="QuietFrom">Minutes after midnight in the zone; null for no quiet hours.</param>
/// <param name="IsDaily">Whether letters that may wait come as one a day.</param>
sealed record Wish(
    Guid Account, string[] Declined, short? QuietFrom, short? QuietUntil, string Zone, bool IsDaily)
{
    public const string Email = "email";
    public const string InApp = "in_app";
    public const string Sms = "sms";
    public const string Push = "push";

    const int DailyAt = 8 * 60;

    // Each costs the house: usual is what somebody waits for.
    static readonly string[] UsuallyBySms = [NoticeTopic.Orders, NoticeTopic.Parcels];

    // Nobody is written to for the house's sake before they asked for it.
    static readonly string[] Usually =
    [
        .. NoticeTopic.All.Except(UsuallyBySms).Select(topic => $"{topic}.{Sms}"),
        $"{NoticeTopic.Promotions}.{Email}", $"{NoticeTopic.Promotions}.{Push}",
    ];

    public static Wish UsualOf(Guid account) => new(account, Usually, null, null, "UTC", false);

    public bool Declines(string topic, string channel) => Declined.Contains($"{topic}.{channel}");

    /// <summary>When a letter that may wait is sent; null for now.</summary>
    public DateTimeOffset? DueOf(DateTimeOffset now)
    {
        if (IsDaily) return Next(now, DailyAt);
        if (QuietFrom is not { } from || QuietUntil is not { } until) return null;
        var minute = MinuteOf(now);
        var isQuiet = from < until ? minute >= from && minute < until : minute >= from || minute < until;
        return isQuiet ? Next(now, until) : null;
    }

    /// <summary>Until when a message waits; null for no longer than now.</summary>
    public DateTimeOffset? QuietUntilOf(DateTimeOffset now) => (this with { IsDaily = false }).DueOf(now);

    // A time that a change of clocks leaps over comes an hour later.
    DateTimeOffset Next(DateTimeOffset now, int minute)
    {
        var zone = ZoneOf(Zone);
        var here = TimeZoneInfo.ConvertTime(now, zone);
        var then = here.DateTime.Date.AddMinutes(minute);
        if (then <= here.DateTime) then = then.AddDays(1);
        if (zone.IsInvalidTime(then)) then = then.AddHours(1);
        return new(then, zone.GetUtcOffset(then));
    }

    int MinuteOf(DateTimeOffset now) => (int)TimeZoneInfo.ConvertTime(now, ZoneOf(Zone)).TimeOfDay.TotalMinutes;

    // Its name was known when it was wished; a machine without it goes by UTC.
    static TimeZoneInfo ZoneOf(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
}

/// <summary>Looks up what accounts wish; who never said so wishes what is usual.</summary>
static class Wishes
{
    public static async Task<IReadOnlyDictionary<Guid, Wish>> OfAsync(
        Session session, string region, IEnumerable<Guid> accounts)
    {
        Guid[] all = [.. accounts.Distinct()];
        if (all.Length == 0) return new Dictionary<Guid, Wish>();
        var said = (await session.ListAsync<Wish>(FindSql, new { region, accounts = all }))
            .ToDictionary(wish => wish.Account);
        return all.ToDictionary(account => account, account => said.GetValueOrDefault(account, Wish.UsualOf(account)));
    }

    const string FindSql = """
        -- notifications.wishes.find
        select account_id as account, declined, quiet_from, quiet_until, zone, is_daily
        from notifications.wish
        where region = @region and account_id = any(@accounts)
        """;
}
