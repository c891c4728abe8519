namespace Feria.Kernel.Tests;

public sealed class MadeOfCopiesTests
{
    readonly MadeOfCopies made = new(mostBytes: 10_000);
    int times;

    static Rendered Copy(string says) => new(System.Text.Encoding.UTF8.GetBytes(says));

    Task<Rendered> AskAsync(string key, params string[] copies) => made.GetAsync(
        key, [.. copies.Select(Copy)],
        () => Task.FromResult(new byte[1_000 + 0 * Interlocked.Increment(ref times)]));

    [Fact]
    public async Task It_is_made_once_of_copies_that_say_the_same()
    {
        var first = await AskAsync("page", "a", "b");
        var second = await AskAsync("page", "a", "b");
        Assert.Equal((true, 1), (ReferenceEquals(first, second), times));
    }

    [Theory]
    [InlineData("page", "a", "c")]
    [InlineData("page", "b", "a")]
    [InlineData("page", "a", "b", "c")]
    [InlineData("page", "a")]
    [InlineData("other", "a", "b")]
    public async Task It_is_made_anew_where_a_copy_or_the_key_is_another(string key, params string[] copies)
    {
        await AskAsync("page", "a", "b");
        await AskAsync(key, copies);
        Assert.Equal(2, times);
    }

    [Fact]
    public async Task Who_asks_while_it_is_made_waits_for_that_and_of_other_copies_does_not()
    {
        var (begun, done) = (new TaskCompletionSource(), new TaskCompletionSource<byte[]>());
        var first = made.GetAsync("page", [Copy("a")], () =>
        {
            begun.SetResult();
            return done.Task;
        });
        await begun.Task;
        var second = AskAsync("page", "a");
        Assert.Equal(1_000, (await AskAsync("page", "b")).Body.Length);
        Assert.False(second.IsCompleted);
        done.SetResult([1]);
        Assert.Same(await first, await second);
        Assert.Equal(1, times);
    }

    [Fact]
    public async Task A_making_that_failed_is_tried_again()
    {
        await Assert.ThrowsAsync<TimeoutException>(() =>
            made.GetAsync("page", [Copy("a")], () => throw new TimeoutException()));
        await AskAsync("page", "a");
        Assert.Equal(1, times);
    }

    [Fact]
    public async Task It_never_holds_more_than_it_may()
    {
        for (var n = 0; n < 50; n++)
        {
            await AskAsync($"page {n}", "a");
            Assert.InRange(made.Bytes, 1_000, 10_000);
        }

        await AskAsync("page 49", "a");
        Assert.Equal(50, times);
    }
}
