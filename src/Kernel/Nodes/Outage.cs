using Npgsql;

namespace Feria.Kernel;

/// <summary>The database, or a node of it, is not there: nothing is wrong with what was asked.</summary>
public sealed class Outage(string message, Exception? inner = null) : NpgsqlException(message, inner)
{
    public override bool IsTransient => true;

    /// <summary>
    /// Whether a node gave up on a read that another could answer: it is gone, going, starting, or (a replica) had to
    /// end the read to go on following.
    /// </summary>
    public static bool IsOfNode(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } => state is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        NpgsqlException => true,
        _ => false,
    };
}
