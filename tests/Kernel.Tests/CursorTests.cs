using System.Buffers.Text;
using System.Text;

namespace Feria.Kernel.Tests;

public sealed class CursorTests
{
    sealed record Position(long Price, Guid Id, string Title);

    [Fact]
    public void A_cursor_comes_back_as_it_was_given_out()
    {
        var position = new Position(129_90, Id.New(), "Ñandú 🦙");

        Assert.True(Cursor.TryRead<Position>(Cursor.Write(position), out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_cursor_is_the_beginning(string? text)
    {
        Assert.True(Cursor.TryRead<Position>(text, out var position));
        Assert.Null(position);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("====")]
    [InlineData("AA")]
    public void What_is_not_a_cursor_is_not_read(string text) => Assert.False(Cursor.TryRead<Position>(text, out _));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"price\":1,\"id\":\"x\",\"title\":\"a\"}")]
    [InlineData("{\"price\":1e99,\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"a\"}")]
    [InlineData("{\"price\":1,\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"\\u0000\"}")]
    [InlineData("{\"price\":1,\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"\\ud800\"}")]
    [InlineData("{\"price\":1,\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":null}")]
    [InlineData("{\"price\":1,\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"a\",\"more\":1}")]
    public void A_cursor_of_another_list_is_not_read(string json) =>
        Assert.False(Cursor.TryRead<Position>(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)), out _));

    [Theory]
    [InlineData(null, 24)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(50, 50)]
    [InlineData(int.MaxValue, 100)]
    public void A_limit_is_held_within_bounds(int? asked, int given) => Assert.Equal(given, Cursor.Limit(asked));

    [Fact]
    public void A_page_is_cut_after_its_limit_and_points_at_its_last_row()
    {
        var page = Cursor.Cut([1, 2, 3], 2, number => number);

        Assert.Equal([1, 2], page.Items);
        Assert.True(Cursor.TryRead<int>(page.Next, out var next));
        Assert.Equal(2, next);
        Assert.Null(Cursor.Cut([1, 2], 2, number => number).Next);
    }
}

public sealed class IdTests
{
    [Fact]
    public void Ids_only_grow_and_tell_their_time()
    {
        var from = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        var ids = Enumerable.Range(0, 20_000).Select(_ => Id.New().ToString()).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(20_000, ids.Distinct().Count());
        Assert.InRange(Id.TimeOf(Guid.Parse(ids[0])), from, DateTimeOffset.UtcNow);
        Assert.All(ids, id => Assert.Equal('7', id[14]));
    }
}
