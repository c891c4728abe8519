using System.Text.Json.Serialization;

namespace Feria.Contracts;

/// <summary>
/// A letter to write. Kept sealed until it is sent; the address and the texts never stand in an event, a job or a log.
/// </summary>
/// <param name="Template">Name of the letter: verify-email, reset-password, order-confirmed …</param>
/// <param name="Facts">What the template fills in: numbers, links, names.</param>
public sealed record Letter(string To, string Locale, string Template, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Whose wishes it heeds, and its topic; a letter without them is always written, at once.</summary>
    [JsonIgnore]
    public (Guid Account, string Topic)? Heeds { get; init; }
}

/// <summary>What people are told of in the application, and may be written about.</summary>
public static class NoticeTopic
{
    public const string Orders = "orders";
    public const string Parcels = "parcels";
    public const string Messages = "messages";
    public const string Questions = "questions";
    public const string Reviews = "reviews";
    public const string Stock = "stock";

    /// <summary>Of what somebody keeps on a list.</summary>
    public const string Prices = "prices";

    /// <summary>What the platform decided about something of theirs, or about what they reported.</summary>
    public const string Decisions = "decisions";

    /// <summary>Of campaigns: told by letter, SMS or push to nobody who did not ask for it.</summary>
    public const string Promotions = "promotions";

    /// <summary>Told to those who run the installation; nobody declines them, whoever may not put them right is not
    /// told.</summary>
    public const string Incidents = "incidents";

    public static readonly IReadOnlyList<string> All =
        [Orders, Parcels, Messages, Questions, Reviews, Stock, Prices, Decisions, Promotions];

    /// <summary>Those whose letters may be declined, or wait.</summary>
    public static readonly IReadOnlyList<string> OfLetters = [Parcels, Messages, Questions, Stock, Promotions];
}

/// <summary>Something an account is told in the application.</summary>
/// <param name="Kind">What its words are found by.</param>
/// <param name="Facts">What the words are filled with; nothing of persons.</param>
/// <param name="Path">Where it is looked at, without a language.</param>
/// <param name="Mark">What makes it the same thing as before, for this account.</param>
public sealed record Notice(
    Guid Account, string Topic, string Kind, IReadOnlyDictionary<string, string> Facts, string Path, string Mark)
{
    /// <summary>It is told in the application and carried nowhere.</summary>
    public bool IsOnlyHere { get; init; }
}

/// <summary>What an account is told in the application is more, or was read.</summary>
[EventKind("notifications.notices-changed.v1")]
public sealed record NoticesChanged(Guid Account) : IEvent
{
    public Guid Key => Account;
}

public interface INoticeBoard
{
    /// <summary>Tells accounts that wish to be told, but for what has a mark of the last two months.</summary>
    Task PostAsync(Tx tx, IReadOnlyList<Notice> notices);
}

/// <summary>A letter in words, as it is sent.</summary>
/// <param name="Id">The same for every try, so that a receiver can tell a repeated letter.</param>
public sealed record WrittenLetter(Guid Id, string To, string Subject, string Text, string Html)
{
    /// <summary>
    /// Where who wants no more of these says so with one click (RFC 8058); null where that is no matter.
    /// </summary>
    public string? Unsubscribe { get; init; }
}

/// <summary>Carries letters out of the house: SMTP where configured. Without a carrier they are not sent.</summary>
public interface ILetterCarrier
{
    /// <exception cref="CarrierAway">Nobody was there to take it.</exception>
    Task CarryAsync(WrittenLetter letter, CancellationToken stop);
}

/// <summary>Nobody was there to take a letter: it was not given away, and that is no fault of its own.</summary>
public sealed class CarrierAway(string message) : IOException(message);

public interface IPostOffice
{
    /// <summary>Takes the letter in the caller's transaction; it is sent after the commit, with retries.</summary>
    Task PostAsync(Tx tx, Letter letter);

    /// <summary>The same of many, but for those whose mark a letter of the last two months had.</summary>
    Task PostOnceAsync(Tx tx, IReadOnlyList<(Letter Letter, string Mark)> letters);
}

/// <summary>How many people are told the same thing at once.</summary>
public static class MailingChannel
{
    public const string Email = "email";
    public const string Push = "push";
    public const string InApp = "in_app";

    public static readonly IReadOnlyList<string> All = [Email, Push, InApp];
}

/// <summary>
/// Tells many people something that they may decline, each once at most: who asked to be told, at an hour that is not
/// quiet, and who still does when their turn comes.
/// </summary>
public interface IMailings
{
    /// <summary>Of these accounts, those that wish to be told of promotions so, and can be.</summary>
    Task<IReadOnlySet<Guid>> WillingAsync(Session session, Guid[] accounts, string channel);

    /// <summary>Takes them in the caller's transaction; they are told after the commit.</summary>
    /// <param name="sender">Whose <see cref="IMailing"/> says what, by its name.</param>
    Task PostAsync(Tx tx, string sender, string channel, IReadOnlyList<MailingTo> to);

    /// <summary>Writes one letter to an account as it would be written, whatever that wishes.</summary>
    Task TryAsync(Tx tx, Guid account, MailingText text);
}

/// <param name="Message">The same for every try, random, so that it tells nothing.</param>
public sealed record MailingTo(Guid Message, Guid Account);

/// <summary>Who is about to be told.</summary>
/// <param name="Locale">In which language.</param>
public sealed record MailingReader(Guid Message, Guid Account, string Locale, string Name);

/// <param name="Path">Where it leads, without a language.</param>
public sealed record MailingText(string Subject, string Body, string Path);

/// <summary>What became of a message: sent, failed or unwanted.</summary>
public sealed record MailingEnd(Guid Message, string Outcome)
{
    public const string Sent = "sent";
    public const string Failed = "failed";

    /// <summary>Its reader does not wish it, or it is pointless by now.</summary>
    public const string Unwanted = "unwanted";
}

/// <summary>Whoever has many people told something, and is asked again when it is their turn.</summary>
public interface IMailing
{
    string Name { get; }

    /// <summary>What each is told; who is left out is told nothing.</summary>
    Task<IReadOnlyDictionary<Guid, MailingText>> SayAsync(Tx tx, IReadOnlyList<MailingReader> readers);

    /// <summary>What became of them, each told once, in the transaction that notes it.</summary>
    Task EndAsync(Tx tx, IReadOnlyList<MailingEnd> ended);
}

/// <summary>What somebody can be told at, beside their mailbox.</summary>
public static class ReceiverKind
{
    public const string Phone = "phone";

    /// <summary>A browser that takes web push.</summary>
    public const string Web = "web";

    /// <summary>An application on a device.</summary>
    public const string App = "app";
}

/// <summary>A message in words, as it is sent to one receiver.</summary>
/// <param name="Id">The same for every try, so that a receiver can tell a repeated message.</param>
/// <param name="To">A number, an endpoint with its keys, or a token. In the clear: never kept or logged.</param>
/// <param name="Text">What is told; for a phone with the link in it.</param>
/// <param name="Url">Where it leads; null where it leads nowhere.</param>
public sealed record ShortMessage(Guid Id, string To, string Locale, string Text, string? Url);

/// <summary>
/// Carries messages to one kind of receiver, where a provider is configured. Without one none are written.
/// </summary>
public interface IMessageCarrier
{
    string Kind { get; }

    /// <summary>Whether an address is one it would carry to.</summary>
    bool Takes(string address);

    /// <summary>Hands the message over; false where the receiver is gone for good.</summary>
    /// <exception cref="TryLater">The provider wants to be left alone for a while.</exception>
    /// <exception cref="IOException">It was not taken, and may be the next time.</exception>
    Task<bool> CarryAsync(ShortMessage message, CancellationToken stop);
}

/// <summary>Says what a notice says, in the words pages have for it.</summary>
public interface INoticeWords
{
    string Say(string locale, string kind, IReadOnlyDictionary<string, string> facts);
}

/// <summary>The key push services know this house by (VAPID, RFC 8292), on P-256.</summary>
/// <param name="Public">The uncompressed point, base64url: what browsers subscribe with.</param>
/// <param name="Private">The scalar.</param>
public sealed record PushKey(string Public, byte[] Private);

public interface IPushKeys
{
    /// <summary>The house's key; made when it is first asked for.</summary>
    Task<PushKey> OwnAsync(CancellationToken stop);
}
