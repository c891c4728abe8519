using Microsoft.Extensions.Configuration;

namespace Feria;

/// <summary>
/// What an installation can set, under <c>Feria</c> in configuration (environment: <c>Feria__Postgres</c> …).
/// </summary>
public sealed record Settings
{
    /// <summary>Connection string of the primary.</summary>
    public required string Postgres { get; init; }

    /// <summary>Connection string reads go to; the primary when unset.</summary>
    public string? Replica { get; init; }

    public string Region { get; init; } = "main";

    /// <summary>
    /// What wakes the readers of the event log: <c>polling</c>, or <c>decoding</c> of the WAL, which also hears what was
    /// changed by hand and needs wal_level = logical and a role with REPLICATION.
    /// </summary>
    public string Feed { get; init; } = Polling;

    public const string Polling = "polling";
    public const string Decoding = "decoding";

    /// <summary>File of the keys that seal person data; docs/guides/keys.md.</summary>
    public required string Keys { get; init; }

    /// <summary>Whether demo equipment (mailbox page, demo accounts' hints) is shown.</summary>
    public bool Demo { get; init; }

    /// <summary>The address people reach this installation at, for links in letters and to the gateway.</summary>
    public string PublicUrl { get; init; } = "http://localhost:8080";

    public static Settings Of(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Feria").Get<Settings>() ?? throw new InvalidOperationException(
            "Nothing is configured: set Feria__Postgres and Feria__Keys, or use ./feria up.");
        return settings.Feed is Polling or Decoding ? settings : throw new InvalidOperationException(
            $"Feria__Feed is {settings.Feed}; it can be {Polling} or {Decoding}.");
    }
}
