using FsCheck;
using FsCheck.Fluent;

namespace Feria.Nodes.Tests;

public sealed class PositionTests
{
    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll<uint, ulong>((timeline, lsn) =>
        timeline == 0 || Position.Parse(new Position(timeline, lsn).ToString()) == new Position(timeline, lsn))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_but_what_would_be_written_is_read() => Prop.ForAll<string>(text =>
        Position.Parse(text) is not { } read || read.ToString() == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Later_is_the_order_of_timelines_and_then_of_bytes() => Prop.ForAll<(uint, ulong), (uint, ulong)>(
        (left, right) =>
        {
            Position one = new(left.Item1, left.Item2), other = new(right.Item1, right.Item2);
            var later = Position.Later(one, other)!.Value;
            return later.CompareTo(one) >= 0 && later.CompareTo(other) >= 0 && (later == one || later == other)
                && (!one.Covers(other) || one.CompareTo(other) >= 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1-16B3748", 1u, 0x16B3748ul)]
    [InlineData("4294967295-FFFFFFFFFFFFFFFF", uint.MaxValue, ulong.MaxValue)]
    [InlineData("2-0", 2u, 0ul)]
    public void A_position_is_a_timeline_and_a_place_in_hexadecimal(string text, uint timeline, ulong lsn) =>
        Assert.Equal(new Position(timeline, lsn), Position.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("0-1")]
    [InlineData("01-1")]
    [InlineData("1-01")]
    [InlineData("1-a")]
    [InlineData(" 1-A")]
    [InlineData("1-A ")]
    [InlineData("+1-A")]
    [InlineData("1-0xA")]
    [InlineData("1-1-1")]
    [InlineData("4294967296-1")]
    [InlineData("1-10000000000000000")]
    [InlineData("1-16B3748; drop table x")]
    [InlineData("٣-1")]
    public void What_is_not_exactly_one_is_none(string? text) => Assert.Null(Position.Parse(text));
}
