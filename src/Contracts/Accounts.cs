namespace Feria.Contracts;

[EventKind("accounts.account-registered.v1")]
public sealed record AccountRegistered(Guid Account, string Locale) : IEvent
{
    public Guid Key => Account;
}

[EventKind("accounts.email-verified.v1")]
public sealed record EmailVerified(Guid Account) : IEvent
{
    public Guid Key => Account;
}

/// <summary>
/// Who may come in as this account, as whom, or what they may do changed: sessions ended, roles, name, being closed.
/// </summary>
[EventKind("accounts.access-changed.v1")]
public sealed record AccessChanged(Guid Account) : IEvent
{
    public Guid Key => Account;
}

/// <summary>An account's addresses are others now, or another one is its default.</summary>
[EventKind("accounts.addresses-changed.v1")]
public sealed record AddressesChanged(Guid Account) : IEvent
{
    public Guid Key => Account;
}

/// <summary>What a role allows changed, for everybody who has it.</summary>
[EventKind("accounts.role-changed.v1")]
public sealed record RoleChanged(Guid Role) : IEvent
{
    public Guid Key => Role;
}

/// <summary>A person left: what modules keep of them is theirs to erase.</summary>
[EventKind("accounts.account-closed.v1")]
public sealed record AccountClosed(Guid Account) : IEvent
{
    public Guid Key => Account;
}

/// <summary>A guest's things (cart, recently viewed) now belong to an account that signed in with them.</summary>
[EventKind("accounts.signed-in.v1")]
public sealed record SignedIn(Guid Account, string? Guest) : IEvent
{
    public Guid Key => Account;
}

/// <summary>A postal address in the clear. Sealed wherever it is kept; never in an event, a job or a log.</summary>
public sealed record PostalAddress(
    [property: OneLine(120)] string Line1,
    [property: OneLine(120, Optional = true)] string? Line2,
    [property: OneLine(80)] string City,
    [property: OneLine(80)] string Region,
    [property: OneLine(20)] string PostalCode,
    [property: Country] string Country);

public static class EmailAddress
{
    /// <summary>How two spellings of one address are found equal: what a blind index is made of.</summary>
    public static string Normal(string email) => email.Trim().Normalize().ToLowerInvariant();
}

/// <summary>How to reach a person. In the clear: hand it on, never keep it.</summary>
/// <param name="Verified">Whether the e-mail was proved to be the account's, so that a guest's orders may be
/// claimed.</param>
public sealed record Contact(string FullName, string Email, string Locale, bool Verified);

/// <summary>Where an account is signed in.</summary>
/// <param name="Client">What the browser or program calls itself.</param>
/// <param name="Until">When the session ends by itself.</param>
public sealed record LiveSession(Guid Id, string Client, DateTime Until);

/// <summary>What may be known of an account outside it: nothing personal.</summary>
/// <param name="IsVerified">Whether its e-mail address was proved to be its own.</param>
/// <param name="Country">Of its default address; null where there is none.</param>
/// <param name="Zone">The part of that country.</param>
public sealed record KnownAccount(
    Guid Account, string Locale, DateTime RegisteredAt, bool IsVerified, string? Country, string? Zone);

public interface IAccountBook
{
    /// <summary>Of these accounts, those that are not closed.</summary>
    Task<IReadOnlyList<KnownAccount>> KnownAsync(Session session, Guid[] accounts);

    /// <summary>Ids of accounts that are not closed, in order, from after the given one.</summary>
    Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit);

    /// <summary>How to reach an account; null where it is closed or unknown.</summary>
    Task<Contact?> ContactAsync(Guid account, CancellationToken stop);

    /// <summary>How to reach each of the accounts; those that are closed or unknown are left out.</summary>
    Task<IReadOnlyDictionary<Guid, Contact>> ContactsAsync(Guid[] accounts, CancellationToken stop);

    /// <summary>Active accounts whose roles give them a permission, up to so many.</summary>
    Task<IReadOnlyList<Guid>> HoldersAsync(Session session, string permission, int limit);

    /// <summary>Of these sessions, those that have not ended.</summary>
    Task<IReadOnlyList<LiveSession>> SessionsAsync(Session session, Guid[] sessions);

    /// <summary>One of the account's addresses, or its default where none is named; null where there is none.</summary>
    Task<PostalAddress?> AddressAsync(Guid account, Guid? address, CancellationToken stop);
}
