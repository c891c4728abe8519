namespace Feria.Wide.Tests;

public sealed class RestingTests
{
    const long Mb = 1 << 20;

    [Fact]
    public void Memory_is_given_back_once_it_is_quiet_and_not_again_until_much_more_is_held()
    {
        var resting = new Resting(database: null!); // it only thinks here

        Assert.False(resting.IsWorthIt(Seconds(3), committedBytes: 120 * Mb)); // still starting
        Assert.True(resting.IsWorthIt(Seconds(3.05), 120 * Mb));
        resting.Gave(60 * Mb);
        Assert.False(resting.IsWorthIt(Seconds(3.1), 70 * Mb)); // little more than it must have
        Assert.False(resting.IsWorthIt(Seconds(5), 400 * Mb)); // a crowd
        Assert.True(resting.IsWorthIt(Seconds(5.02), 400 * Mb));

        static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
    }
}
