namespace Feria.FlashSales.Tests;

public sealed class PacingTests
{
    static readonly DateTime Now = new(2026, 12, 1, 3, 0, 0, DateTimeKind.Utc);

    static readonly Sale Terms = new(
        Id.New(), "drop", "The drop", Id.New(), 10, 600, "BRL", 2, Audience.Anyone, true, Now.AddMinutes(-30), Now,
        Now.AddHours(1), 120, 600, [], 1, Now, 50, 0, 20, null, null, null);

    static IEnumerable<Pacing.Waiting> Line(int many, int perBuyer) =>
        Enumerable.Range(1, many).Select(number => new Pacing.Waiting(Id.New(), number, perBuyer));

    [Fact]
    public void Turns_are_given_in_order_for_units_nobody_has_a_right_to()
    {
        var turns = Pacing.Admit(5, Line(10, 2));
        Assert.Equal([(1, 2), (2, 2), (3, 1)], turns.Select(turn => (turn.Number, turn.Allowed)));
        Assert.Empty(Pacing.Admit(0, Line(10, 2)));
        Assert.Equal(3, Pacing.Admit(100, Line(3, 1)).Count);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(30, 20)]
    [InlineData(60, 30)]
    [InlineData(600, 300)]
    public void The_rate_follows_what_checkout_placed(int placedInThreeSeconds, double rate) =>
        Assert.Equal(rate, Pacing.Rate(placedInThreeSeconds));

    [Fact]
    public void A_part_of_a_turn_is_kept_and_a_pause_is_not_made_up_for()
    {
        Assert.Equal(5.4, Pacing.Credit(.4, 20, TimeSpan.FromMilliseconds(250)), 6);
        Assert.Equal(20, Pacing.Credit(.4, 20, TimeSpan.FromMinutes(1)));
        Assert.Equal(.4, Pacing.Credit(.4, 20, TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void It_closes_when_all_is_sold_or_it_is_over_and_nobody_holds_anything()
    {
        var late = Now.AddHours(2);
        Assert.Equal("sold_out", Pacing.Close(Terms, new(10, 0, 0, 10, 0), Now));
        Assert.Null(Pacing.Close(Terms, new(10, 0, 1, 9, 0), Now));
        Assert.Null(Pacing.Close(Terms, new(3, 0, 1, 2, 0), late));
        Assert.Null(Pacing.Close(Terms, new(2, 2, 0, 2, 0), late));
        Assert.Equal("ended", Pacing.Close(Terms, new(2, 0, 0, 2, 0), late));
        Assert.Equal("stopped", Pacing.Close(Terms with { StoppedAt = Now }, new(2, 0, 0, 2, 0), Now));
        Assert.Equal("ended", Pacing.Close(Terms with { HasLine = false }, new(2, 8, 0, 2, 0), late));
    }

    [Fact]
    public void A_turn_is_a_right_to_its_units_and_without_a_line_there_is_none()
    {
        Assert.Equal(3, new Pacing.Use(4, 3, 0, 4, 0).Free(Terms));
        Assert.Equal(6, new Pacing.Use(4, 30, 0, 4, 0).Free(Terms with { HasLine = false }));
    }

    [Fact]
    public void An_estimate_is_given_only_where_there_is_a_unit_to_come()
    {
        Assert.Equal(3, Pacing.Estimate(60, 20, 100));
        Assert.Null(Pacing.Estimate(101, 20, 100));
    }

    [Fact]
    public void A_phase_follows_the_clock_and_the_draw()
    {
        Assert.Equal("announced", Terms.Phase(Now.AddHours(-1)));
        Assert.Equal("gathering", Terms.Phase(Now.AddMinutes(-1)));
        Assert.Equal("gathering", (Terms with { DrawnAt = null }).Phase(Now.AddSeconds(1)));
        Assert.Equal("selling", Terms.Phase(Now));
        Assert.Equal("ending", Terms.Phase(Now.AddHours(1)));
        Assert.Equal("ending", (Terms with { StoppedAt = Now }).Phase(Now));
        Assert.Equal("closed", (Terms with { ClosedAt = Now }).Phase(Now));
    }
}
