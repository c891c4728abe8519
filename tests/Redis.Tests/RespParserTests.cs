using System.Buffers;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Redis.Tests;

public sealed class RespParserTests
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    static readonly RespLimits Tight = new(Bytes: 1000, Elements: 20, Depth: 4, LineBytes: 100);

    public static TheoryData<string, string> Said => new()
    {
        { "+PONG\r\n", "text PONG" },
        { "-ERR wrong\r\n", "fault ERR wrong" },
        { "!9\r\nERR\r\nlong\r\n", "fault ERR\r\nlong" },
        { ":-42\r\n", "number -42" },
        { "$5\r\na\r\nbc\r\n", "bytes a\r\nbc" },
        { "$0\r\n\r\n", "bytes " },
        { "$-1\r\n", "nothing" },
        { "*-1\r\n", "nothing" },
        { "_\r\n", "nothing" },
        { "#t\r\n", "truth True" },
        { "#f\r\n", "truth False" },
        { ",3.25\r\n", "real 3.25" },
        { ",1e3\r\n", "real 1000" },
        { ",-inf\r\n", "real -Infinity" },
        { ",inf\r\n", "real Infinity" },
        { ",nan\r\n", "real NaN" },
        { "(-12345678901234567890123\r\n", "large -12345678901234567890123" },
        { "=8\r\ntxt:word\r\n", "verbatim txt word" },
        { "*2\r\n:1\r\n*1\r\n+in\r\n", "Array[number 1, Array[text in]]" },
        { "*0\r\n", "Array[]" },
        { "%1\r\n+a\r\n:1\r\n", "Map[text a, number 1]" },
        { "~2\r\n:1\r\n:2\r\n", "Set[number 1, number 2]" },
        { ">2\r\n+message\r\n+x\r\n", "Push[text message, text x]" },
        { "|1\r\n+ttl\r\n:60\r\n+value\r\n", "text value" },
        { "*2\r\n|1\r\n+a\r\n*1\r\n:9\r\n:1\r\n|0\r\n:2\r\n", "Array[number 1, number 2]" },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void Every_kind_of_value_is_understood(string said, string meant) =>
        Assert.Equal(meant, Words(Assert.Single(Read(new(new()), Encoding.UTF8.GetBytes(said)))));

    [Fact]
    public void Any_value_cut_anywhere_is_read_as_it_was_written() => Prop.ForAll(Cut, cut =>
    {
        var bytes = cut.Values.SelectMany(Written).ToArray();
        var read = Read(new(new()), bytes, [.. cut.At.Select(at => at % (bytes.Length + 1)).Order()]);
        return read.Select(Words).SequenceEqual(cut.Values.Select(Words));
    }).Check(Thorough);

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData(":12x\r\n")]
    [InlineData(":99999999999999999999\r\n")]
    [InlineData("#maybe\r\n")]
    [InlineData(",one\r\n")]
    [InlineData("(1.5\r\n")]
    [InlineData("_0\r\n")]
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$?\r\n")]
    [InlineData("*?\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("=3\r\ntxt\r\n")]
    [InlineData("$1001\r\n")]
    [InlineData("$2147483647\r\n")]
    [InlineData("$9999999999\r\n")]
    [InlineData("*21\r\n")]
    [InlineData("%11\r\n")]
    [InlineData("*2147483647\r\n")]
    [InlineData("%2147483647\r\n")]
    [InlineData("*3\r\n*9\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n*9\r\n")]
    [InlineData("*3\r\n$600\r\n", "$600\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n")]
    [InlineData("|11\r\n")]
    public void What_is_not_RESP3_or_too_much_is_refused(string said, string? afterBytes = null)
    {
        var bytes = Encoding.ASCII.GetBytes(
            afterBytes is null ? said : said + new string('x', 600) + "\r\n" + afterBytes);
        Assert.Throws<RespException>(() => Read(new(Tight), bytes));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("(")]
    [InlineData("$")]
    public void A_line_that_does_not_end_is_refused_when_it_is_too_long(string sign) =>
        Assert.Throws<RespException>(() => Read(new(Tight), Encoding.ASCII.GetBytes(sign + new string('1', 101))));

    [Fact]
    public void Attributes_without_end_are_too_much()
    {
        var endless = string.Concat(Enumerable.Repeat("|1\r\n+a\r\n+b\r\n", 11));
        Assert.Throws<RespException>(() => Read(new(Tight), Encoding.ASCII.GetBytes(endless)));
    }

    [Fact]
    public void The_limits_are_for_each_answer_anew()
    {
        var one = "*3\r\n$600\r\n" + new string('x', 600) + "\r\n:1\r\n:2\r\n";
        Assert.Equal(50, Read(new(Tight), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(one, 50)))).Count);
    }

    [Fact]
    public void Announcing_much_costs_little()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(Read(new(new()), "*1048576\r\n"u8.ToArray()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    // Hands the bytes over as a pipe would: what was not used comes again, with the next piece after it.
    static List<Resp> Read(RespParser parser, byte[] bytes, params int[] cuts)
    {
        var read = new List<Resp>();
        var from = 0;
        foreach (var upTo in cuts.Append(bytes.Length))
        {
            var buffer = new ReadOnlySequence<byte>(bytes.AsMemory(from, upTo - from));
            while (parser.TryRead(ref buffer, out var answer)) read.Add(answer);
            from = upTo - (int)buffer.Length;
        }

        return read;
    }

    static readonly Gen<string> Line = Gen.OneOf(
        Gen.Elements("", "OK", "PONG", "ñandú", "\r", "a\rb", "🦙 e", "ERR no", "$5", "*1"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Clean(text.Get)));

    static readonly Gen<byte[]> Raw = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>(),
        Gen.Elements("\r\n"u8.ToArray(), "\r"u8.ToArray(), "$1\r\nx\r\n"u8.ToArray(), new byte[70_000]));

    static readonly Gen<Resp> Plain = Gen.OneOf(
        Line.Select(text => (Resp)new Resp.Text(text)),
        Line.Select(text => (Resp)new Resp.Fault(text)),
        ArbMap.Default.GeneratorFor<long>().Select(number => (Resp)new Resp.Number(number)),
        Raw.Select(bytes => (Resp)new Resp.Bytes(bytes)),
        Raw.Select(bytes => (Resp)new Resp.Verbatim("mkd", bytes)),
        Gen.Constant((Resp)Resp.Nothing.One),
        Gen.Elements(true, false).Select(truth => (Resp)new Resp.Truth(truth)),
        ArbMap.Default.GeneratorFor<double>().Select(real => (Resp)new Resp.Real(real)),
        ArbMap.Default.GeneratorFor<BigInteger>().Select(large => (Resp)new Resp.Large(large)));

    static readonly Gen<Resp> Any = Nested(3);

    static Gen<Resp> Nested(int depth) => depth == 0 ? Plain : Gen.Frequency(
        (3, Plain),
        (1, from shape in Gen.Elements(Enum.GetValues<RespShape>())
            from items in Gen.ListOf(Nested(depth - 1), 4)
            let fair = shape == RespShape.Map ? [.. items.Take(items.Count / 2 * 2)] : items.ToList()
            select (Resp)new Resp.Many(shape, fair)));

    static readonly Arbitrary<(List<Resp> Values, List<int> At)> Cut = (
        from count in Gen.Choose(1, 4)
        from values in Gen.ListOf(Any, count)
        from at in Gen.ListOf(Gen.Choose(0, 1_000_000), 6)
        select (values.ToList(), at.ToList())).ToArbitrary();

    // A line ends with the first CRLF; half a pair of surrogates is no text.
    static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\n", "");

    static IEnumerable<byte> Written(Resp value) => value switch
    {
        Resp.Text text => Encoding.UTF8.GetBytes($"+{text.Value}\r\n"),
        Resp.Fault fault => Encoding.UTF8.GetBytes($"-{fault.Message}\r\n"),
        Resp.Number number => Encoding.ASCII.GetBytes(FormattableString.Invariant($":{number.Value}\r\n")),
        Resp.Bytes bytes => [.. Encoding.ASCII.GetBytes($"${bytes.Value.Length}\r\n"), .. bytes.Value, 13, 10],
        Resp.Verbatim text =>
            [.. Encoding.ASCII.GetBytes($"={text.Value.Length + 4}\r\n{text.Format}:"), .. text.Value, 13, 10],
        Resp.Nothing => "_\r\n"u8.ToArray(),
        Resp.Truth truth => Encoding.ASCII.GetBytes(truth.Value ? "#t\r\n" : "#f\r\n"),
        Resp.Real { Value: double.PositiveInfinity } => ",inf\r\n"u8.ToArray(),
        Resp.Real { Value: double.NegativeInfinity } => ",-inf\r\n"u8.ToArray(),
        Resp.Real { Value: double.NaN } => ",nan\r\n"u8.ToArray(),
        Resp.Real real => Encoding.ASCII.GetBytes(FormattableString.Invariant($",{real.Value:R}\r\n")),
        Resp.Large large => Encoding.ASCII.GetBytes(FormattableString.Invariant($"({large.Value}\r\n")),
        Resp.Many many =>
        [
            .. Encoding.ASCII.GetBytes(many.Shape switch
            {
                RespShape.Map => $"%{many.Items.Count / 2}\r\n",
                RespShape.Set => $"~{many.Items.Count}\r\n",
                RespShape.Push => $">{many.Items.Count}\r\n",
                _ => $"*{many.Items.Count}\r\n",
            }),
            .. many.Items.SelectMany(Written),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    static string Words(Resp value) => value switch
    {
        Resp.Text text => $"text {text.Value}",
        Resp.Fault fault => $"fault {fault.Message}",
        Resp.Number number => $"number {number.Value}",
        Resp.Bytes bytes => $"bytes {Encoding.Latin1.GetString(bytes.Value)}",
        Resp.Verbatim text => $"verbatim {text.Format} {Encoding.Latin1.GetString(text.Value)}",
        Resp.Nothing => "nothing",
        Resp.Truth truth => $"truth {truth.Value}",
        Resp.Real real => FormattableString.Invariant($"real {real.Value:R}"),
        Resp.Large large => $"large {large.Value}",
        Resp.Many many => $"{many.Shape}[{string.Join(", ", many.Items.Select(Words))}]",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
