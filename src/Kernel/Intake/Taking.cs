using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Takes a partition's messages in, batch by batch: what they change and the position are one commit.
/// docs/decisions/0111.
/// </summary>
public sealed class Taking(Database database, IOptions<ValidationOptions> validation, ILogger<Taking> log)
{
    /// <summary>The position is not where the batch begins: somebody else took it, or this very one was committed.
    /// </summary>
    public sealed class PositionMoved(IntakeBook.Place place)
        : Exception($"{place.Topic} [{place.Partition}] was taken beyond {place.Next} already.");

    /// <summary>The message by its intake's shape; refused where it is none.</summary>
    public Task<Incoming> ReadAsync(Intake intake, long offset, byte[]? value) =>
        intake.ReadAsync(offset, value, validation.Value);

    /// <summary>
    /// Takes all of them and moves the position; or none, where some are refused. These are then to be kept elsewhere
    /// and the others tried again.
    /// </summary>
    /// <param name="from">Where the batch begins.</param>
    /// <param name="next">Where it ends: what is before it and not in the batch was refused.</param>
    /// <param name="refused">How many of the batch were refused before.</param>
    /// <returns>Those that are refused now; nothing was changed unless it is empty.</returns>
    public async Task<IReadOnlyList<Incoming>> TryAsync(
        Intake intake, IntakeBook.Place from, long next, IReadOnlyList<Incoming> messages, int refused,
        CancellationToken stop)
    {
        try
        {
            return await TryAsync(intake, from, next, messages, refused, alone: false, stop);
        }
        catch (Exception fault) when (IsOfMessage(fault))
        {
            log.LogWarning(fault, "Intake {Intake} failed on a batch; trying its messages one by one", intake.Name);
            return await TryAsync(intake, from, next, messages, refused, alone: true, stop);
        }
    }

    async Task<IReadOnlyList<Incoming>> TryAsync(
        Intake intake, IntakeBook.Place from, long next, IReadOnlyList<Incoming> messages, int refused, bool alone,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (!await IntakeBook.IsAtAsync(tx, from)) throw new PositionMoved(from);
        if (alone) await TakeOneByOneAsync(intake, tx, messages);
        else if (messages.Count > 0) await intake.TakeAsync(tx, messages);
        Incoming[] bad = [.. messages.Where(message => message.Refusal is not null)];
        if (bad.Length > 0) return bad;

        await IntakeBook.MoveAsync(tx, from, next, messages.Count, refused);
        await tx.CommitAsync();
        return [];
    }

    async Task TakeOneByOneAsync(Intake intake, Tx tx, IReadOnlyList<Incoming> messages)
    {
        foreach (var message in messages.Where(message => message.Refusal is null))
        {
            try
            {
                await tx.PartAsync(() => intake.TakeAsync(tx, [message]));
            }
            catch (Exception fault) when (IsOfMessage(fault))
            {
                log.LogError(fault, "Intake {Intake} refuses message {Offset}", intake.Name, message.Offset);
                message.Refuse(fault is PostgresException said
                    ? KernelRefusals.InvalidFields.With("why", said.ConstraintName ?? said.MessageText)
                    : KernelRefusals.Broken);
            }
        }
    }

    // Values that no column holds, a constraint, a key too long for its index; and faults of ours that a message
    // brings out. Whatever else the database says is its own trouble, and passes.
    static bool IsOfMessage(Exception fault) => fault switch
    {
        PostgresException said => said.SqlState[..2] is "22" or "23" or "54",
        NpgsqlException or OperationCanceledException or TimeoutException or IOException
            or System.Net.Sockets.SocketException or ObjectDisposedException or PositionMoved => false,
        _ => true,
    };
}
