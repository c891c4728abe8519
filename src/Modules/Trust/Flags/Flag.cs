using Feria.Contracts;

namespace Feria.Trust;

/// <summary>Something that was noticed about a thing, with what shows it.</summary>
/// <param name="Mark">What makes it the same as before.</param>
/// <param name="Evidence">Nothing of persons.</param>
sealed record Flag(
    string Kind, ThingShown Thing, string Rule, string Mark, IReadOnlyDictionary<string, string> Evidence)
{
    public const string OfWords = "words";
    public const string OfContact = "contact";
    public const string OfPrice = "price";
    public const string OfPicture = "picture";

    public string Reason => Rule switch
    {
        OfWords => Trust.Reason.Forbidden,
        OfContact => Trust.Reason.Contact,
        OfPrice => Trust.Reason.Fraud,
        _ => Trust.Reason.Copied,
    };
}
