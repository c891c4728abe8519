using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Whom a segment has: a condition, or some of them together.</summary>
/// <param name="What">all or any, of <see cref="Rules"/>; else what it asks about.</param>
/// <param name="Not">Whether it asks for everybody else.</param>
/// <param name="In">Countries, zones or languages.</param>
/// <param name="Category">Number of a category, with all below it.</param>
/// <param name="Days">Within so many days.</param>
/// <param name="Hours">For so many hours.</param>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Least">So many at least, money in minor units.</param>
/// <param name="Most">So many at most.</param>
/// <param name="Segment">Another segment, which itself names none.</param>
public sealed record Rule(
    [property: Required, AllowedValues(
        Rule.All, Rule.Any, Rule.Country, Rule.Zone, Rule.Language, Rule.Registered, Rule.Seen, Rule.Ordered,
        Rule.Orders, Rule.Spent, Rule.Bought, Rule.Viewed, Rule.Cart, Rule.InSegment)] string What,
    [property: MaxLength(Rule.MostConditions)] IReadOnlyList<Rule>? Rules = null,
    bool Not = false,
    [property: MaxLength(50)] IReadOnlyList<string>? In = null,
    int? Category = null,
    [property: Range(1, 3_650)] int? Days = null,
    [property: Range(1, 720)] int? Hours = null,
    DateTime? Since = null,
    DateTime? Until = null,
    [property: Range(0, PromotionTerms.MostMoney)] long? Least = null,
    [property: Range(0, PromotionTerms.MostMoney)] long? Most = null,
    [property: RegularExpression("^[A-Z]{3}$")] string? Currency = null,
    Guid? Segment = null)
{
    public const int MostConditions = 20;
    public const int Deepest = 3;

    public const string All = "all";
    public const string Any = "any";
    public const string Country = "country";
    public const string Zone = "zone";
    public const string Language = "language";
    public const string Registered = "registered";
    public const string Seen = "seen";
    public const string Ordered = "ordered";
    public const string Orders = "orders";
    public const string Spent = "spent";
    public const string Bought = "bought";
    public const string Viewed = "viewed";
    public const string Cart = "cart";
    public const string InSegment = "segment";

    /// <summary>What a condition may ask about, in the order people are offered it.</summary>
    public static readonly IReadOnlyList<string> Asked =
    [
        Country, Zone, Language, Registered, Seen, Ordered, Orders, Spent, Bought, Viewed, Cart, InSegment,
    ];

    [JsonIgnore]
    internal bool IsGroup => What is All or Any;

    /// <summary>Why it is no rule; null where it is one.</summary>
    internal Refusal? Refuse() =>
        Depth() > Deepest || Conditions().Count() is 0 or > MostConditions || !IsWhole() ? Refusals.RuleUnclear : null;

    /// <summary>All conditions in it.</summary>
    internal IEnumerable<Rule> Conditions() => IsGroup ? (Rules ?? []).SelectMany(rule => rule.Conditions()) : [this];

    // Groups above a condition; alone it has none.
    int Depth() => IsGroup ? 1 + (Rules is { Count: > 0 } some ? some.Max(rule => rule.Depth()) : 0) : 0;

    bool IsWhole() => What switch
    {
        All or Any => Rules is { Count: > 0 } some && some.All(rule => rule.IsWhole()),
        Country or Zone or Language => In is { Count: > 0 } words
            && words.All(word => word is { Length: >= 1 and <= 80 }),
        Registered => (Since ?? Until) is not null && !(Since >= Until),
        Seen or Ordered => Days is not null,
        Orders => (Least ?? Most) is not null && !(Least > Most),
        Spent => (Least ?? Most) is not null && !(Least > Most) && Currency is not null,
        Bought or Viewed => Category is not null,
        Cart => Hours is not null,
        InSegment => Segment is not null,
        _ => false,
    };
}
