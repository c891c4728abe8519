using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Feria.Adapters.Redis;

/// <summary>A command on its way, and who waits for its answer.</summary>
sealed class RedisCall(ReadOnlyMemory<byte>[] words)
    : TaskCompletionSource<Resp>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // Longer than any length with its sign and line end.
    const int Frame = 16;

    long sentAt;

    /// <summary>What it costs to keep, roughly.</summary>
    public long Bytes { get; } = words.Sum(word => (long)word.Length + Frame);

    /// <summary>When all of it had left, as a Stopwatch's timestamp; 0 before.</summary>
    public long SentAt
    {
        get => Volatile.Read(ref sentAt);
        set => Volatile.Write(ref sentAt, value);
    }

    /// <summary>Nobody waits any more; its place in the queue stays, so that answers reach their callers.</summary>
    public void GiveUp() => TrySetCanceled();

    public void Write(IBufferWriter<byte> to)
    {
        WriteCount(to, (byte)'*', words.Length);
        foreach (var word in words)
        {
            WriteCount(to, (byte)'$', word.Length);
            to.Write(word.Span);
            to.Write("\r\n"u8);
        }
    }

    /// <summary>A command's words from what one would type: text, numbers and bytes.</summary>
    public static ReadOnlyMemory<byte>[] Words(params ReadOnlySpan<object> words)
    {
        var all = new ReadOnlyMemory<byte>[words.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = words[i] switch
            {
                ReadOnlyMemory<byte> bytes => bytes,
                byte[] bytes => bytes,
                var other => Encoding.UTF8.GetBytes(FormattableString.Invariant($"{other}")),
            };
        return all;
    }

    static void WriteCount(IBufferWriter<byte> to, byte kind, int count)
    {
        var span = to.GetSpan(Frame);
        span[0] = kind;
        Utf8Formatter.TryFormat(count, span[1..], out var digits);
        "\r\n"u8.CopyTo(span[(1 + digits)..]);
        to.Advance(digits + 3);
    }
}

/// <summary>Redis did not answer: not connected, cut off, too slow, or too much is waiting already.</summary>
/// <param name="why">A word from a small set.</param>
public sealed class RedisAwayException(string why, Exception? cause = null)
    : IOException($"Redis did not answer: {why}.", cause)
{
    public string Why => why;
}

/// <summary>Redis answered with an error.</summary>
public sealed class RedisFaultException(string message) : Exception(message);
