using Feria.Contracts;

namespace Feria.Trust;

/// <summary>Looks at what was put up for sale, written or said, as soon as it is: what may not be is noticed.</summary>
sealed class OnSaid(Flagging flagging) : Reaction
{
    public override string Name => "trust.on-said";

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        EventKindAttribute.Of(typeof(ProductPut)), EventKindAttribute.Of(typeof(OfferPriced)),
        EventKindAttribute.Of(typeof(ReviewPosted)), EventKindAttribute.Of(typeof(ReviewChanged)),
        EventKindAttribute.Of(typeof(QuestionAsked)), EventKindAttribute.Of(typeof(QuestionAnswered)),
        EventKindAttribute.Of(typeof(MessageSent)), EventKindAttribute.Of(typeof(StoreChanged)),
    ];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => flagging.LookAsync(
        tx, events.Select(ThingOf).OfType<(string, string)>().Distinct().ToLookup(one => one.Item1, one => one.Item2));

    static (string Kind, string Thing)? ThingOf(LoggedEvent said) =>
        said.Kind == EventKindAttribute.Of(typeof(ReviewPosted))
            ? (ThingKind.Review, $"{said.As<ReviewPosted>().Review}")
        : said.Kind == EventKindAttribute.Of(typeof(ReviewChanged))
            ? (ThingKind.Review, $"{said.As<ReviewChanged>().Review}")
        : said.Kind == EventKindAttribute.Of(typeof(QuestionAsked))
            ? (ThingKind.Question, $"{said.As<QuestionAsked>().Question}")
        : said.Kind == EventKindAttribute.Of(typeof(QuestionAnswered))
            ? (ThingKind.Answer, $"{said.As<QuestionAnswered>().Question}.{said.As<QuestionAnswered>().Store}")
        : said.Kind == EventKindAttribute.Of(typeof(MessageSent))
            ? (ThingKind.Message, $"{said.Key}.{said.As<MessageSent>().Number}")
        : said.Kind == EventKindAttribute.Of(typeof(StoreChanged)) ? (ThingKind.Store, $"{said.Key}")
        : (ThingKind.Product, $"{said.Key}");
}
