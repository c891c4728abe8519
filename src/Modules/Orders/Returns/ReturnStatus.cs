namespace Feria.Orders;

/// <summary>Where a return stands, and the one table of who may move it.</summary>
public static class ReturnStatus
{
    public const string Asked = "asked";
    public const string Accepted = "accepted";
    public const string Sent = "sent";
    public const string Refused = "refused";

    /// <summary>The store kept some of the money back; the buyer may have that looked at.</summary>
    public const string PartRefunded = "part_refunded";

    /// <summary>The platform decides.</summary>
    public const string Escalated = "escalated";

    public const string Refunded = "refunded";
    public const string Exchanged = "exchanged";
    public const string Withdrawn = "withdrawn";

    /// <summary>Nobody went on with it in time.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>The platform decided that the store keeps the money.</summary>
    public const string Kept = "kept";

    static readonly (string From, string Side, string To)[] Moves =
    [
        (Asked, ReturnSide.Store, Accepted), (Asked, ReturnSide.Store, Refused), (Asked, ReturnSide.Store, Refunded),
        (Asked, ReturnSide.Buyer, Withdrawn), (Asked, ReturnSide.Clock, Escalated),
        (Accepted, ReturnSide.Buyer, Sent), (Accepted, ReturnSide.Buyer, Withdrawn),
        (Accepted, ReturnSide.Store, Exchanged), (Accepted, ReturnSide.Store, Refunded),
        (Accepted, ReturnSide.Clock, Lapsed),
        (Sent, ReturnSide.Store, Exchanged), (Sent, ReturnSide.Store, Refunded), (Sent, ReturnSide.Clock, Escalated),
        (Refused, ReturnSide.Buyer, Escalated), (Refused, ReturnSide.Buyer, Withdrawn),
        (Refused, ReturnSide.Store, Refunded), (Refused, ReturnSide.Clock, Lapsed),
        (PartRefunded, ReturnSide.Buyer, Escalated), (PartRefunded, ReturnSide.Buyer, Refunded),
        (PartRefunded, ReturnSide.Store, Refunded), (PartRefunded, ReturnSide.Clock, Refunded),
        (Escalated, ReturnSide.Platform, Refunded), (Escalated, ReturnSide.Platform, Accepted),
        (Escalated, ReturnSide.Platform, Kept), (Escalated, ReturnSide.Store, Exchanged),
        (Escalated, ReturnSide.Store, Refunded), (Escalated, ReturnSide.Buyer, Withdrawn),
    ];

    public static readonly IReadOnlyList<string> Open =
        [Asked, Accepted, Sent, Refused, PartRefunded, Escalated];

    public static readonly IReadOnlyList<string> All =
        [.. Open, Refunded, Exchanged, Withdrawn, Lapsed, Kept];

    /// <summary>What waits for its store.</summary>
    public static readonly IReadOnlyList<string> ToDo = [Asked, Sent];

    /// <summary>Part of the money is money: where all of it may go back, so may some.</summary>
    public static bool MayMove(string from, string side, string to) =>
        Moves.Contains((from, side, to == PartRefunded ? Refunded : to));

    /// <summary>Whether goods that belong to it may come back now.</summary>
    public static bool AwaitsGoods(string kind, string status) =>
        ReturnKind.IsOfGoods(kind) && MayMove(status, ReturnSide.Store, Exchanged);

    /// <summary>What happens by itself to one that stands there, and after how long.</summary>
    public static (TimeSpan After, string To)? ByItself(string status) => status switch
    {
        Asked => (TimeSpan.FromDays(3), Escalated),
        Accepted => (TimeSpan.FromDays(14), Lapsed),
        Sent => (TimeSpan.FromDays(14), Escalated),
        Refused => (TimeSpan.FromDays(7), Lapsed),
        PartRefunded => (TimeSpan.FromDays(7), Refunded),
        _ => null,
    };
}

/// <summary>Who moves a return.</summary>
public static class ReturnSide
{
    public const string Buyer = "buyer";
    public const string Store = "store";
    public const string Platform = "platform";
    public const string Clock = "clock";
}

/// <summary>What a buyer wants of a return, and why.</summary>
public static class ReturnKind
{
    public const string Return = "return";
    public const string Exchange = "exchange";
    public const string Claim = "claim";

    public const string NotReceived = "not_received";

    /// <summary>Whether goods go back.</summary>
    public static bool IsOfGoods(string kind) => kind != Claim;

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons =
        new Dictionary<string, IReadOnlyList<string>>
        {
            [Return] = ["changed_mind", "damaged", "not_as_described", "wrong_item", "missing_parts"],
            [Exchange] = ["damaged", "not_as_described", "wrong_item", "missing_parts"],
            [Claim] = [NotReceived, "damaged", "not_as_described", "wrong_item", "missing_parts"],
        };

    /// <summary>The store pays for what is its own fault, delivery too.</summary>
    public static bool IsOfStore(string reason) => reason != "changed_mind";
}
