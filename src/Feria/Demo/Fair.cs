using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Recommendations;
using Feria.Stores;

namespace Feria.Demo;

/// <summary>Someone of the fair.</summary>
sealed record Visitor(
    Guid Id, string FullName, string ShownName, string Email, string IdNumber, string Phone, string Locale,
    PostalAddress Address, IReadOnlyList<string> Roles, DateTime Since)
{
    /// <summary>Null where nobody is to sign in.</summary>
    public string? Password { get; init; }
}

/// <summary>A store with what it deals in.</summary>
sealed record Stall(PutStores.Store Store, IReadOnlyList<string> Departments);

/// <summary>A listing with how much people like it.</summary>
/// <param name="Pull">How often it is looked at and bought, beside 1.</param>
/// <param name="Quality">Around which rating reviews of it lie.</param>
sealed record Good(
    Guid Product, Listing Listing, Ware Ware, Department Department, Stall Stall, string Noun, double Pull,
    double Quality);

/// <summary>The whole demo marketplace before it is loaded: the same for the same seed and day.</summary>
sealed class Fair
{
    public const ulong DefaultSeed = 20_26;
    public const string Source = "demo";
    public const string Currency = "USD";
    public const int Days = 90;

    Fair(ulong seed, DateTime today)
    {
        (Seed, Today) = (seed, today);
        Visitors = People.Of(this);
        Stalls = Stallholders.Of(this);
        Categories = Shelving.Of(this);
        Goods = Wares.Of(this);
        Trade = Trade.Of(this);
        Reviews = Opinions.Of(this);
        Footsteps = Footpath.Of(this);
    }

    public static Fair Of(ulong seed, DateTime today) => new(seed, today);

    public ulong Seed { get; }

    /// <summary>The instant it is set up: nothing in it is later.</summary>
    public DateTime Today { get; }

    public IReadOnlyList<Visitor> Visitors { get; }
    public IReadOnlyList<Stall> Stalls { get; }
    public IReadOnlyList<PutCategories.Category> Categories { get; }
    public IReadOnlyList<Good> Goods { get; }
    public Trade Trade { get; }
    public IReadOnlyList<LoadReviews.Review> Reviews { get; }

    /// <summary>What was looked at and put in carts; the category is filled in when its number is known.</summary>
    public IReadOnlyList<Behaviour> Footsteps { get; }

    public Dice Dice(string purpose) => new(Seed, purpose);
}
