namespace Feria.Contracts;

/// <summary>What somebody who works in a store, or its program, wanted of a listing to be otherwise.</summary>
/// <param name="By">An account, or a store's key.</param>
/// <param name="Via">desk, sheet or key.</param>
/// <param name="FromVersion">The version of the listing it was made of.</param>
/// <param name="Outcome">passed, waiting, approved, refused, withdrawn, superseded or void.</param>
/// <param name="EndedBy">Who ended one that waited; null where nobody did.</param>
/// <param name="Why">What was said with that.</param>
/// <param name="Risks">Why it waits, or would have; empty where nothing is risky.</param>
public sealed record ListingChange(
    Guid Id, Guid Product, Guid Store, Guid By, string Via, DateTime At, int FromVersion, string Outcome,
    DateTime? EndedAt, Guid? EndedBy, string? Why, IReadOnlyList<ChangedField> Fields, IReadOnlyList<ChangeRisk> Risks)
{
    public const string Passed = "passed";
    public const string Waiting = "waiting";
    public const string Approved = "approved";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";

    /// <summary>The store proposed something else instead.</summary>
    public const string Superseded = "superseded";

    /// <summary>The listing went, or its store may not sell: there is nothing to change.</summary>
    public const string Void = "void";
}

/// <summary>A field as it was and as it is to be, in lines that are read.</summary>
/// <param name="Name">title, brand, language, description, categories, attributes, pictures, variants, price, weight
/// or state.</param>
/// <param name="Sku">What it is of, where it is not of the whole listing.</param>
/// <param name="Now">As it is, where it is neither any more: then it cannot be applied.</param>
public sealed record ChangedField(
    string Name, string? Sku, IReadOnlyList<string> From, IReadOnlyList<string> To, IReadOnlyList<string>? Now = null);

/// <summary>Why a change is risky.</summary>
/// <param name="Rule">title, brand, category, pictures, price, words or contact.</param>
/// <param name="Sku">Where it is about one.</param>
/// <param name="Shown">What shows it, where the fields do not.</param>
public sealed record ChangeRisk(string Rule, string? Sku = null, string? Shown = null)
{
    public const string OfTitle = "title";
    public const string OfBrand = "brand";
    public const string OfCategory = "category";
    public const string OfPictures = "pictures";
    public const string OfPrice = "price";
    public const string OfWords = "words";
    public const string OfContact = "contact";
}

/// <summary>Changes of listings, for those who decide whether they become so.</summary>
public interface IListingChanges
{
    /// <summary>One that waits with what stands now in its way; null where there is none of this id.</summary>
    Task<ListingChange?> FindAsync(Session session, Guid change);

    /// <summary>All of a product, newest first, from before the given one.</summary>
    Task<IReadOnlyList<ListingChange>> OfProductAsync(Session session, Guid product, Guid before, int limit);

    /// <summary>
    /// Applies one that waits, or refuses it, and says how it ended; void where its listing went meanwhile. With a
    /// refusal nothing was done.
    /// </summary>
    Task<(string? Outcome, Refusal? Refusal)> DecideAsync(Tx tx, Guid change, bool isApproved, string why, Guid by);
}

/// <summary>A change of a listing waits until somebody decides.</summary>
[EventKind("catalog.change-waits.v1")]
public sealed record ChangeWaits(Guid Product, Guid Change) : IEvent
{
    public Guid Key => Product;
}

/// <summary>A change of a listing that waited waits no more.</summary>
/// <param name="By">Null where nobody ended it.</param>
[EventKind("catalog.change-ended.v1")]
public sealed record ChangeEnded(Guid Product, Guid Change, string Outcome, Guid? By) : IEvent
{
    public Guid Key => Product;
}
