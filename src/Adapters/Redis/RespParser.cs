using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Feria.Adapters.Redis;

/// <summary>
/// Reads RESP3 from pieces cut anywhere. It remembers what it has read, so that a large answer is looked at once; what
/// the other side announces costs memory only as far as the limits allow.
/// </summary>
public sealed class RespParser(RespLimits limits)
{
    static readonly Resp.Text Ok = new("OK");

    readonly Stack<Open> open = new();
    byte[]? bulk;
    byte bulkKind;
    int filled;
    long bytes;
    long elements;

    sealed class Open(byte kind, int count)
    {
        public byte Kind => kind;
        public List<Resp> Items { get; } = new(Math.Min(count, 256));
        public bool IsWhole => Items.Count == count;
    }

    /// <summary>
    /// The next whole value, if the buffer completes one. The buffer is cut to what was not used yet. Throws
    /// <see cref="RespException"/>; after that the stream is of no more use.
    /// </summary>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, [NotNullWhen(true)] out Resp? answer)
    {
        while (bulk is null ? TryLine(ref buffer, out var value) : TryFill(ref buffer, out value))
        {
            if (value is null || (answer = Attach(value)) is null) continue;
            (bytes, elements) = (0, 0);
            return true;
        }

        answer = null;
        return false;
    }

    bool TryLine(ref ReadOnlySequence<byte> buffer, out Resp? value)
    {
        value = null;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySpan<byte> line, "\r\n"u8))
            return buffer.Length <= limits.LineBytes ? false : throw new RespException("A line does not end.");

        if (line.Length > limits.LineBytes) throw new RespException("A line is too long.");
        if (line.IsEmpty) throw new RespException("A line is empty.");
        Spend(line.Length);
        value = Begin(line[0], line[1..]);
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    // The value, or null where more belongs to it.
    Resp? Begin(byte kind, ReadOnlySpan<byte> line) => kind switch
    {
        (byte)'+' => line.SequenceEqual("OK"u8) ? Ok : new Resp.Text(Encoding.UTF8.GetString(line)),
        (byte)'-' => new Resp.Fault(Encoding.UTF8.GetString(line)),
        (byte)':' => long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new Resp.Number(number)
            : throw new RespException("A number is none."),
        (byte)'_' => line.IsEmpty ? Resp.Nothing.One : throw new RespException("Nothing has no value."),
        (byte)'#' => line switch
        {
            [(byte)'t'] => new Resp.Truth(true),
            [(byte)'f'] => new Resp.Truth(false),
            _ => throw new RespException("A truth value is neither true nor false."),
        },
        (byte)',' => new Resp.Real(Real(line)),
        (byte)'(' => BigInteger.TryParse(
            Encoding.ASCII.GetString(line), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large)
            ? new Resp.Large(large)
            : throw new RespException("A large number is none."),
        (byte)'$' or (byte)'!' or (byte)'=' => BeginBulk(kind, line),
        (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' or (byte)'|' => BeginMany(kind, line),
        _ => throw new RespException("A line starts with no known sign."),
    };

    Resp? BeginBulk(byte kind, ReadOnlySpan<byte> line)
    {
        var length = Length(line);
        if (length < 0) return kind == '$' ? Resp.Nothing.One : throw new RespException("A length is negative.");
        Spend(length);
        (bulk, bulkKind, filled) = (new byte[length], kind, 0);
        return null;
    }

    Resp? BeginMany(byte kind, ReadOnlySpan<byte> line)
    {
        var count = Length(line);
        if (count < 0) return kind == '*' ? Resp.Nothing.One : throw new RespException("A count is negative.");
        if (open.Count >= limits.Depth) throw new RespException("Values are nested too deeply.");
        var items = kind is (byte)'%' or (byte)'|' ? count * 2L : count;
        elements += items;
        if (elements > limits.Elements) throw new RespException("An answer has too many parts.");
        if (items == 0) return kind == '|' ? null : Close(kind, []);
        open.Push(new(kind, (int)items));
        return null;
    }

    bool TryFill(ref ReadOnlySequence<byte> buffer, out Resp? value)
    {
        value = null;
        var take = (int)Math.Min(buffer.Length, bulk!.Length - filled);
        buffer.Slice(0, take).CopyTo(bulk.AsSpan(filled));
        filled += take;
        buffer = buffer.Slice(take);
        if (filled < bulk.Length || buffer.Length < 2) return false;

        var reader = new SequenceReader<byte>(buffer);
        if (!reader.IsNext("\r\n"u8, advancePast: true)) throw new RespException("Bytes do not end where they should.");
        buffer = buffer.Slice(reader.Position);
        value = bulkKind switch
        {
            (byte)'$' => new Resp.Bytes(bulk),
            (byte)'!' => new Resp.Fault(Encoding.UTF8.GetString(bulk)),
            _ => bulk is [_, _, _, (byte)':', ..]
                ? new Resp.Verbatim(Encoding.ASCII.GetString(bulk, 0, 3), bulk[4..])
                : throw new RespException("A verbatim text has no format."),
        };
        bulk = null;
        return true;
    }

    // Puts the value where it belongs; gives what is whole by that, or null where more is to come.
    Resp? Attach(Resp value)
    {
        while (open.TryPeek(out var top))
        {
            top.Items.Add(value);
            if (!top.IsWhole) return null;
            open.Pop();
            // Attributes say something about the value that follows; nobody here wants to know.
            if (top.Kind == '|') return null;
            value = Close(top.Kind, top.Items);
        }

        return value;
    }

    static Resp.Many Close(byte kind, List<Resp> items) => new(
        kind switch
        {
            (byte)'%' => RespShape.Map,
            (byte)'~' => RespShape.Set,
            (byte)'>' => RespShape.Push,
            _ => RespShape.Array,
        },
        items);

    void Spend(int length)
    {
        bytes += length;
        if (bytes > limits.Bytes) throw new RespException("An answer is too large.");
    }

    static int Length(ReadOnlySpan<byte> line) =>
        int.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length) && length >= -1
            ? length
            : throw new RespException("A length is no number, or a giant one.");

    static double Real(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("inf"u8)) return double.PositiveInfinity;
        if (line.SequenceEqual("-inf"u8)) return double.NegativeInfinity;
        if (line.SequenceEqual("nan"u8)) return double.NaN;
        return double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? real
            : throw new RespException("A real number is none.");
    }
}
