namespace Feria.Adapters.Redis;

/// <summary>How long the client waits for what; tests are less patient.</summary>
sealed record RedisPatience
{
    /// <summary>For a connection to be made, encrypted and greeted.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For any sign of life where an answer is due; then the connection is given up.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Without anything said, until we ask whether anybody is there.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest rest between two attempts to connect.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(2);
}
