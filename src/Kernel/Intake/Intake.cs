using System.Text.Json;
using Microsoft.Extensions.Validation;

namespace Feria.Kernel;

/// <summary>
/// A kind of message that others send and a module takes in, many at a time. Effect and position are one transaction,
/// so a message takes effect exactly once; one that cannot be taken is refused, set aside and never stops the others.
/// docs/decisions/0111.
/// </summary>
public abstract class Intake
{
    /// <summary>A longer message is refused unread.</summary>
    public const int LongestBytes = 256 << 10;

    /// <summary>Stable: the topic is called after it.</summary>
    public abstract string Name { get; }

    /// <summary>What keeps messages about the same thing in order.</summary>
    public abstract string Key { get; }

    /// <summary>What a message looks like in JSON.</summary>
    public abstract Type Shape { get; }

    internal abstract Task<Incoming> ReadAsync(long offset, ReadOnlyMemory<byte> json, ValidationOptions validation);

    internal abstract Task TakeAsync(Tx tx, IReadOnlyList<Incoming> messages);
}

/// <typeparam name="T">The message's shape; mark it <c>[ValidatableType]</c> to have its bounds minded.</typeparam>
public abstract class Intake<T> : Intake where T : class
{
    public sealed override Type Shape => typeof(T);

    /// <summary>
    /// Takes those it does not refuse. Where it refuses any, the transaction is rolled back and it is asked again
    /// without them. Messages come in their order; about one thing, the last counts.
    /// </summary>
    protected abstract Task TakeAsync(Tx tx, IReadOnlyList<Incoming<T>> messages);

    internal sealed override Task TakeAsync(Tx tx, IReadOnlyList<Incoming> messages) =>
        TakeAsync(tx, [.. messages.Cast<Incoming<T>>()]);

    internal sealed override async Task<Incoming> ReadAsync(
        long offset, ReadOnlyMemory<byte> json, ValidationOptions validation)
    {
        if (json.Length > LongestBytes) return Refused(offset, KernelRefusals.BodyTooLarge);
        try
        {
            if (JsonSerializer.Deserialize<T>(json.Span, Json.Options) is not { } said)
                return Refused(offset, KernelRefusals.MalformedBody);
            var faults = await Problems.FaultsOfAsync(said, validation);
            return new Incoming<T>(offset, said)
            {
                Refusal = faults.Count == 0 ? null : KernelRefusals.InvalidFields.With("errors", faults),
            };
        }
        catch (JsonException malformed)
        {
            return Refused(offset, Problems.RefusalOf(malformed));
        }
        catch (Exception) // reading asks nobody: whatever goes wrong is the message's, and must not stop the stream
        {
            return Refused(offset, KernelRefusals.MalformedBody);
        }
    }

    static Incoming<T> Refused(long offset, Refusal refusal) => new(offset, null!) { Refusal = refusal };
}

/// <summary>A message of a partition, and whether it can be taken.</summary>
public abstract class Incoming(long offset)
{
    public long Offset => offset;

    /// <summary>Why it cannot be taken; null while it can.</summary>
    public Refusal? Refusal { get; internal set; }

    public void Refuse(Refusal why) => Refusal ??= why;
}

public sealed class Incoming<T>(long offset, T said) : Incoming(offset)
{
    public T Said => said;
}
