namespace Feria.Contracts;

/// <summary>What a store's key may be good for; each of them also looks around.</summary>
public static class KeyScope
{
    /// <summary>Looks at what everybody who works in the store sees.</summary>
    public const string Read = "read";

    /// <summary>Orders, stock, and what buyers ask and say.</summary>
    public const string Orders = "orders";

    /// <summary>Listings and prices.</summary>
    public const string Listings = "listings";

    public static readonly IReadOnlyList<string> All = [Read, Orders, Listings];

    /// <summary>Whether a key of these scopes has a right; people and closing are no program's.</summary>
    public static bool Allow(IReadOnlySet<string> scopes, StoreRight right) => right switch
    {
        StoreRight.See => scopes.Count > 0,
        StoreRight.Serve => scopes.Contains(Orders),
        StoreRight.Edit => scopes.Contains(Listings),
        _ => false,
    };
}

/// <summary>A key of a store was made or revoked.</summary>
[EventKind("integrations.key-changed.v1")]
public sealed record KeyChanged(Guid Store, Guid ApiKey) : IEvent
{
    public Guid Key => ApiKey;
}

public interface IKeyBook
{
    /// <summary>What the keys among these actors are called, revoked ones too; others are left out.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Session session, Guid[] actors);
}
