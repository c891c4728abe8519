namespace Feria.Redis.Tests;

public sealed class BreakerTests
{
    readonly Clock clock = new();
    readonly Breaker breaker;

    public BreakerTests() => breaker = new(clock, most: 3, rest: TimeSpan.FromSeconds(1));

    sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    void Fail(int times)
    {
        for (var i = 0; i < times; i++) breaker.Failed();
    }

    [Fact]
    public void Failures_that_are_not_in_a_row_do_not_count()
    {
        Fail(2);
        breaker.Worked();
        Fail(2);
        Assert.True(breaker.MayCall());
    }

    [Fact]
    public void After_failures_in_a_row_nobody_calls_and_then_one_does()
    {
        Fail(3);
        Assert.False(breaker.MayCall());
        clock.Now += TimeSpan.FromMilliseconds(999);
        Assert.False(breaker.MayCall());

        clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal([true, false, false], new[] { breaker.MayCall(), breaker.MayCall(), breaker.MayCall() });
    }

    [Fact]
    public void By_the_luck_of_the_one_all_may_again()
    {
        Fail(3);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(breaker.MayCall());
        breaker.Worked();

        Assert.Equal([true, true], new[] { breaker.MayCall(), breaker.MayCall() });
        Fail(2);
        Assert.True(breaker.MayCall());
    }

    [Fact]
    public void When_the_one_fails_all_wait_again()
    {
        Fail(3);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(breaker.MayCall());
        breaker.Failed();

        Assert.False(breaker.MayCall());
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(breaker.MayCall());
    }

    [Fact]
    public void Calls_begun_before_it_opened_do_not_keep_it_open()
    {
        Fail(3);
        clock.Now += TimeSpan.FromMilliseconds(900);
        Fail(5);
        clock.Now += TimeSpan.FromMilliseconds(100);
        Assert.True(breaker.MayCall());
    }
}
