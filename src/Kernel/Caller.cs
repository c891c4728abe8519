using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>
/// Who is asking: an account, a program with a key, a guest with a cart token, or nobody. Handlers take it as a
/// parameter.
/// </summary>
public sealed record Caller
{
    /// <summary>The signed-in account; null for guests.</summary>
    public Guid? Account { get; init; }

    /// <summary>The session the account came with.</summary>
    public Guid? Session { get; init; }

    /// <summary>
    /// SHA-256 of the guest's token (cookie <c>feria_guest</c> or header <c>Feria-Cart</c>); null without one.
    /// </summary>
    public byte[]? Guest { get; init; }

    /// <summary>What a program came with; null for people. Whoever has one is no account and no guest.</summary>
    public CallerKey? Key { get; init; }

    /// <summary>Of staff, who uses this account in its owner's place; null where its owner does.</summary>
    public Guid? ActedBy { get; init; }

    /// <summary>Who is written down as having done something: the account, or the key.</summary>
    public Guid? Actor => Account ?? Key?.Id;

    /// <summary>What the account's roles allow.</summary>
    public IReadOnlySet<string> Permissions { get; init; } = new HashSet<string>();

    /// <summary>
    /// Of staff: the second step that is asked of them is still to be set up, and until then nothing opens.
    /// </summary>
    public bool OwesSecondStep { get; init; }

    /// <summary>What a person may be greeted with; never logged.</summary>
    public string? Name { get; init; }

    public bool May(string permission) => Permissions.Contains(permission) && !OwesSecondStep;

    /// <summary>The account or the guest, for keys that must tell callers apart; empty for nobody.</summary>
    public string Mark => Account?.ToString("N") ?? (Guest is null ? "" : Convert.ToHexStringLower(Guest));

    public static readonly Caller Nobody = new();

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Nobody;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Of(context));
}

/// <summary>A key that a program has: it opens one thing, and there what its scopes say.</summary>
/// <param name="Of">What it opens; nothing else is there for it.</param>
public sealed record CallerKey(Guid Id, Guid Of, IReadOnlySet<string> Scopes)
{
    /// <summary>How the tokens of keys begin, so that nobody takes one for a session's.</summary>
    public const string Prefix = "feria_sk_";
}

/// <summary>Turns a bearer token into a caller: that of a session, or that of a key.</summary>
public interface ICallers
{
    /// <summary>Whether tokens that begin so are answered here.</summary>
    bool Takes(string token) => !token.StartsWith(CallerKey.Prefix, StringComparison.Ordinal);

    /// <summary>Whose a token is, or null where it is unknown, expired or ended.</summary>
    Task<Caller?> OfTokenAsync(string token, CancellationToken stop);
}
