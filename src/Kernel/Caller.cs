using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>
/// Who is asking: an account, a guest with a cart token, or nobody. Handlers take it as a parameter.
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

    /// <summary>What the account's roles allow.</summary>
    public IReadOnlySet<string> Permissions { get; init; } = new HashSet<string>();

    /// <summary>What a person may be greeted with; never logged.</summary>
    public string? Name { get; init; }

    public bool May(string permission) => Permissions.Contains(permission);

    /// <summary>The account or the guest, for keys that must tell callers apart; empty for nobody.</summary>
    public string Mark => Account?.ToString("N") ?? (Guest is null ? "" : Convert.ToHexStringLower(Guest));

    public static readonly Caller Nobody = new();

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Nobody;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Of(context));
}

/// <summary>Turns a bearer token into a caller; the Accounts module answers it.</summary>
public interface ICallers
{
    /// <summary>The account of a live session, or null where the token is unknown, expired or ended.</summary>
    Task<Caller?> OfTokenAsync(string token, CancellationToken stop);
}
