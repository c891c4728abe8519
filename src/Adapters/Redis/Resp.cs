using System.Numerics;
using System.Text;

namespace Feria.Adapters.Redis;

/// <summary>A value as Redis says it in RESP3, its protocol.</summary>
public abstract record Resp
{
    /// <summary>A short text without line ends.</summary>
    public sealed record Text(string Value) : Resp;

    /// <summary>An error; its first word says which.</summary>
    public sealed record Fault(string Message) : Resp
    {
        public bool Is(string word) => Message.StartsWith(word, StringComparison.Ordinal);
    }

    public sealed record Number(long Value) : Resp;

    public sealed record Bytes(byte[] Value) : Resp
    {
        public string AsText => Encoding.UTF8.GetString(Value);
    }

    /// <summary>Text that says how to show it: <c>txt</c>, <c>mkd</c>.</summary>
    public sealed record Verbatim(string Format, byte[] Value) : Resp;

    public sealed record Nothing : Resp
    {
        public static readonly Nothing One = new();
    }

    public sealed record Truth(bool Value) : Resp;

    public sealed record Real(double Value) : Resp;

    public sealed record Large(BigInteger Value) : Resp;

    /// <summary>Several values; of a map key and value in turn.</summary>
    public sealed record Many(RespShape Shape, IReadOnlyList<Resp> Items) : Resp;

    /// <summary>A word from any of the kinds that carry one, else null.</summary>
    public string? Word => this switch
    {
        Text text => text.Value,
        Bytes bytes => bytes.AsText,
        _ => null,
    };
}

public enum RespShape { Array, Map, Set, Push }

/// <summary>What one answer may cost at most, whatever the other side says.</summary>
public sealed record RespLimits(
    int Bytes = 64 << 20, int Elements = 1 << 20, int Depth = 16, int LineBytes = 64 << 10);

/// <summary>The other side does not speak RESP3, or says more than the limits allow.</summary>
public sealed class RespException(string message) : IOException(message);
