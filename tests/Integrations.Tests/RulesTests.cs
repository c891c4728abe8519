using Feria.Contracts;

namespace Feria.Integrations.Tests;

public sealed class RulesTests
{
    static readonly DateTime Wanted = new(2026, 5, 4, 9, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_signature_is_the_one_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Signing.Sign(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            """{"test": 2432232314}"""));

    [Fact]
    public void An_event_has_an_id_for_each_endpoint_and_it_stays()
    {
        var (said, one, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(Signing.IdOf(said, one), Signing.IdOf(said, one));
        Assert.NotEqual(Signing.IdOf(said, one), Signing.IdOf(said, other));
        Assert.NotEqual(Signing.IdOf(one, said), Signing.IdOf(said, one));
        Assert.Matches("^msg_[0-9a-f]{32}$", Signing.IdOf(said, one));
    }

    [Theory]
    [InlineData(1, 0, 4_000)]
    [InlineData(1, 1, 6_000)]
    [InlineData(2, 0.5, 30_000)]
    [InlineData(6, 0.5, 3_600_000)]
    [InlineData(9, 0.5, 28_800_000)]
    [InlineData(100, 0.5, 28_800_000)]
    public void What_fails_is_tried_again_ever_later(int tries, double chance, int waitMs) => Assert.Equal(
        Wanted.AddHours(1).AddMilliseconds(waitMs),
        Retries.Next(tries, Wanted, Wanted.AddHours(1), null, chance));

    [Fact]
    public void The_last_try_is_at_72_hours_and_then_it_is_over()
    {
        Assert.Equal(Wanted.AddHours(72), Retries.Next(12, Wanted, Wanted.AddHours(70), null, 0.5));
        Assert.Null(Retries.Next(13, Wanted, Wanted.AddHours(72), null, 0.5));
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(-9, 5)]
    [InlineData(1_000_000_000, 6 * 3600)]
    public void Whoever_asks_to_be_left_alone_is_for_six_hours_at_most(int askedSeconds, int waitSeconds) =>
        Assert.Equal(
            Wanted.AddSeconds(waitSeconds),
            Retries.Next(1, Wanted, Wanted, TimeSpan.FromSeconds(askedSeconds), 0.5));

    [Theory]
    [InlineData(200, "done")]
    [InlineData(204, "done")]
    [InlineData(302, "waiting")]
    [InlineData(404, "waiting")]
    [InlineData(410, "failed")]
    [InlineData(500, "waiting")]
    public void A_try_is_over_waits_or_failed_by_what_was_answered(int status, string state)
    {
        var next = NoteTries.Became(Tried(status), new(Guid.Empty, 0, Wanted), Wanted, 0.5);

        Assert.Equal((state, state == "waiting"), (next.State, next.Due is not null));
    }

    [Fact]
    public void An_endpoint_is_turned_off_only_where_nothing_was_heard_since_what_is_given_up_was_wanted()
    {
        var givenUp = NoteTries.Became(Tried(500), new(Guid.Empty, 13, Wanted), Wanted.AddHours(72), 0.5);
        var waits = NoteTries.Became(Tried(500), new(Guid.Empty, 0, Wanted), Wanted, 0.5);
        var gone = NoteTries.Became(Tried(410), new(Guid.Empty, 0, Wanted), Wanted, 0.5);
        var before = Wanted.AddDays(-1);

        Assert.Equal("failed", givenUp.State);
        Assert.Equal("failing", NoteTries.WhyOff([givenUp], null, before));
        Assert.Equal("failing", NoteTries.WhyOff([waits, givenUp], before, before));
        Assert.Null(NoteTries.WhyOff([givenUp], Wanted.AddHours(1), before));
        Assert.Null(NoteTries.WhyOff([givenUp], null, Wanted.AddHours(1)));
        Assert.Null(NoteTries.WhyOff([waits], null, before));
        Assert.Equal("gone", NoteTries.WhyOff([gone], Wanted, before));
    }

    [Fact]
    public void What_is_kept_of_an_answer_can_be_kept()
    {
        var long1 = new string('a', 999) + "😀" + new string('b', 5000);

        Assert.Equal(new string('a', 999), Telling.Storable(long1));
        Assert.Equal("oops\n", Telling.Storable("o\0o\u001bps\n"));
        Assert.Equal(1000, Telling.Storable(new string('x', 4000)).Length);
    }

    [Theory]
    [InlineData(StoreRight.See, "read,orders,listings")]
    [InlineData(StoreRight.Serve, "orders")]
    [InlineData(StoreRight.Edit, "listings")]
    [InlineData(StoreRight.ManagePeople, "")]
    [InlineData(StoreRight.Close, "")]
    public void A_right_is_of_these_scopes(StoreRight right, string scopes) => Assert.Equal(
        scopes.Split(',', StringSplitOptions.RemoveEmptyEntries),
        KeyScope.All.Where(scope => KeyScope.Allow(new HashSet<string> { scope }, right)));

    static Tried Tried(int status) => new(Guid.Empty, Wanted, new(status, null, "", 5));
}
