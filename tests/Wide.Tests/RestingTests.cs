namespace Feria.Wide.Tests;

public sealed class RestingTests
{
    const long Mb = 1 << 20;

    [Fact]
    public void Memory_is_given_back_once_it_is_quiet_and_not_again_until_much_more_is_held()
    {
        var resting = new Resting();

        Assert.False(resting.IsWorthIt(allocatedBytes: 90 * Mb, committedBytes: 120 * Mb)); // still starting
        Assert.True(resting.IsWorthIt(91 * Mb, 120 * Mb));
        resting.Gave(60 * Mb);
        Assert.False(resting.IsWorthIt(92 * Mb, 70 * Mb)); // little more than it must have
        Assert.False(resting.IsWorthIt(900 * Mb, 400 * Mb)); // a crowd
        Assert.True(resting.IsWorthIt(901 * Mb, 400 * Mb));
    }
}
