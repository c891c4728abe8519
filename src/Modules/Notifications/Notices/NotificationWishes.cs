using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>What an account wishes to be told, how and when, as it says so.</summary>
/// <param name="QuietFrom">From when on letters that may wait do, like 22:00; null for no quiet hours.</param>
/// <param name="QuietUntil">Until when.</param>
/// <param name="Zone">The time zone those are in, and the day's letter.</param>
/// <param name="Daily">Whether letters that may wait come as one a day.</param>
public sealed record NotificationWishes(
    [Required, Length(1, 10)] IReadOnlyList<NotificationWishes.Topic> Topics,
    [RegularExpression(NotificationWishes.Clock)] string? QuietFrom,
    [RegularExpression(NotificationWishes.Clock)] string? QuietUntil,
    [Required, OneLine(60)] string Zone,
    bool Daily)
{
    internal const string Clock = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    /// <param name="Name">orders, parcels, messages, questions, reviews, stock, prices or promotions.</param>
    /// <param name="Email">Whether letters are written; null where there are none, or they are always written.</param>
    /// <param name="InApp">Whether it is told in the application.</param>
    /// <param name="Sms">Whether it is told by SMS; null where none are sent.</param>
    /// <param name="Push">Whether browsers and applications are told; null where none are.</param>
    public sealed record Topic(
        [Required, OneLine(20)] string Name, bool? Email, bool InApp, bool? Sms = null, bool? Push = null);

    internal static NotificationWishes Of(Wish wish, Receivers receivers) => new(
        [
            .. NoticeTopic.All.Select(topic => new Topic(
                topic, NoticeTopic.OfLetters.Contains(topic) ? !wish.Declines(topic, Wish.Email) : null,
                !wish.Declines(topic, Wish.InApp),
                receivers.OfferSms ? !wish.Declines(topic, Wish.Sms) : null,
                receivers.OfferPush ? !wish.Declines(topic, Wish.Push) : null)),
        ],
        Words(wish.QuietFrom), Words(wish.QuietUntil), wish.Zone, wish.IsDaily);

    internal Refusal? Refuse() =>
        !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _) ? Refusals.ZoneUnknown.At("zone")
        : QuietFrom is null != QuietUntil is null || (QuietFrom is not null && QuietFrom == QuietUntil)
            ? Refusals.QuietHalf.At("quietUntil")
        : Topics.Any(topic => topic.Email is false && !NoticeTopic.OfLetters.Contains(topic.Name))
            ? Refusals.NotDeclined
        : null;

    // What is left out is as usual.
    internal Wish As(Guid account) => new(
        account,
        [
            .. Declined(account, NoticeTopic.OfLetters, Wish.Email, topic => topic?.Email),
            .. Declined(account, NoticeTopic.All, Wish.InApp, topic => topic?.InApp),
            .. Declined(account, NoticeTopic.All, Wish.Sms, topic => topic?.Sms),
            .. Declined(account, NoticeTopic.All, Wish.Push, topic => topic?.Push),
        ],
        Minutes(QuietFrom), Minutes(QuietUntil), Zone, Daily);

    IEnumerable<string> Declined(
        Guid account, IEnumerable<string> topics, string channel, Func<Topic?, bool?> wants) => topics
        .Where(name => wants(Topics.FirstOrDefault(topic => topic.Name == name)) is { } wanted
            ? !wanted
            : Wish.UsualOf(account).Declines(name, channel))
        .Select(name => $"{name}.{channel}");

    static string? Words(short? minutes) => minutes is { } many
        ? string.Create(CultureInfo.InvariantCulture, $"{many / 60:00}:{many % 60:00}")
        : null;

    static short? Minutes(string? clock) => clock is null ? null
        : (short)((60 * int.Parse(clock[..2], CultureInfo.InvariantCulture))
            + int.Parse(clock[3..], CultureInfo.InvariantCulture));
}
