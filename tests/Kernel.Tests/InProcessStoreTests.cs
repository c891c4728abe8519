namespace Feria.Kernel.Tests;

public sealed class InProcessStoreTests : SharedStoreContract
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly InProcessStore store = new(TimeProvider.System);
    readonly Clock clock = new();

    protected override ValueTask<SharedStore> StoreAsync() => ValueTask.FromResult<SharedStore>(store);

    sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(3);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    [Fact]
    public async Task What_was_used_longest_ago_makes_room()
    {
        var small = new InProcessStore(clock, mostBytes: 10_000);
        foreach (var key in new[] { "a", "b", "c" }) await small.SetAsync(key, new byte[3000], Minute);
        Assert.NotNull(await small.GetAsync("a"));

        await small.SetAsync("d", new byte[3000], Minute);

        Assert.Equal([true, false, true, true],
            (await small.GetAsync(["a", "b", "c", "d"])).Select(value => value is not null));
        Assert.InRange(small.Bytes, 9000, 10_000);
    }

    [Fact]
    public async Task However_much_is_put_in_the_bytes_stay_within_the_limit()
    {
        var small = new InProcessStore(clock, mostBytes: 50_000);
        for (var i = 0; i < 2000; i++)
        {
            await small.SetAsync($"key {i % 700}", new byte[i * 37 % 9000], Minute);
            Assert.InRange(small.Bytes, 0, 50_000);
        }

        await small.SetAsync("too much for it", new byte[60_000], Minute);
        Assert.Null(await small.GetAsync("too much for it"));

        await small.DeleteAsync([.. Enumerable.Range(0, 200).Select(i => $"key {i}")]);
        await small.DeleteAsync([.. Enumerable.Range(200, 250).Select(i => $"key {i}")]);
        await small.DeleteAsync([.. Enumerable.Range(450, 250).Select(i => $"key {i}")]);
        Assert.Equal(0, small.Bytes);
    }

    [Fact]
    public async Task A_value_lives_to_the_instant_its_life_ends_and_then_costs_nothing()
    {
        var timed = new InProcessStore(clock);
        await timed.SetAsync("a", new byte[10], TimeSpan.FromSeconds(5));

        clock.Now += TimeSpan.FromMilliseconds(4999);
        Assert.NotNull(await timed.GetAsync("a"));
        clock.Now += TimeSpan.FromMilliseconds(1);

        Assert.Null(await timed.GetAsync("a"));
        Assert.Equal(0, timed.Bytes);
    }

    [Fact]
    public void A_bucket_fills_at_its_rate_and_no_higher_than_its_burst()
    {
        var buckets = new Buckets(clock);
        var allowance = new Allowance(4, 3);
        bool Takes() => buckets.Take("a", allowance).IsTaken;

        Assert.Equal([true, true, true, false], new[] { Takes(), Takes(), Takes(), Takes() });
        Assert.Equal(TimeSpan.FromMilliseconds(250), buckets.Take("a", allowance).Wait);

        clock.Now += TimeSpan.FromMilliseconds(600);
        Assert.Equal([true, true, false], new[] { Takes(), Takes(), Takes() });
        Assert.Equal(TimeSpan.FromMilliseconds(150), buckets.Take("a", allowance).Wait);

        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([true, true, true, false], new[] { Takes(), Takes(), Takes(), Takes() });
    }

    [Fact]
    public void Of_too_many_buckets_the_one_asked_about_longest_ago_is_forgotten()
    {
        var buckets = new Buckets(clock, most: 2);
        var one = new Allowance(1 / 3600.0, 1);
        Assert.True(buckets.Take("a", one).IsTaken);
        Assert.True(buckets.Take("b", one).IsTaken);
        Assert.False(buckets.Take("a", one).IsTaken);
        Assert.True(buckets.Take("c", one).IsTaken);

        Assert.False(buckets.Take("a", one).IsTaken);
        Assert.False(buckets.Take("c", one).IsTaken);
        Assert.True(buckets.Take("b", one).IsTaken);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(2e6, 1)]
    [InlineData(1, 0)]
    [InlineData(1 / 86_400.0, 31)]
    public void An_allowance_of_nothing_is_a_fault(double perSecond, int burst) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Allowance(perSecond, burst));
}
