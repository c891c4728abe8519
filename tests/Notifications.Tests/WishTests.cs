using Feria.Contracts;

namespace Feria.Notifications.Tests;

public sealed class WishTests
{
    static readonly Wish Quiet = Wish.UsualOf(Guid.Empty) with { QuietFrom = 22 * 60, QuietUntil = 7 * 60 };

    [Theory]
    [InlineData("2026-05-04T21:59:00Z", null)]
    [InlineData("2026-05-04T22:00:00Z", "2026-05-05T07:00:00Z")]
    [InlineData("2026-05-05T06:59:59Z", "2026-05-05T07:00:00Z")]
    [InlineData("2026-05-05T07:00:00Z", null)]
    public void In_quiet_hours_a_letter_waits_for_their_end(string now, string? due) =>
        Assert.Equal(At(due), Quiet.DueOf(At(now)!.Value));

    [Theory]
    [InlineData("2026-05-04T12:59:00Z", null)]
    [InlineData("2026-05-04T13:30:00Z", "2026-05-04T15:00:00Z")]
    [InlineData("2026-05-04T15:00:00Z", null)]
    public void Quiet_hours_may_be_by_day(string now, string? due) => Assert.Equal(
        At(due), (Quiet with { QuietFrom = 13 * 60, QuietUntil = 15 * 60 }).DueOf(At(now)!.Value));

    [Theory]
    [InlineData("America/Bogota", "2026-05-05T04:00:00Z", "2026-05-05T12:00:00Z")]
    [InlineData("America/Bogota", "2026-05-05T02:59:00Z", null)]
    [InlineData("Asia/Kolkata", "2026-05-04T17:00:00Z", "2026-05-05T01:30:00Z")]
    [InlineData("No/Where", "2026-05-04T23:00:00Z", "2026-05-05T07:00:00Z")]
    public void They_are_in_the_reader_s_zone(string zone, string now, string? due) =>
        Assert.Equal(At(due), (Quiet with { Zone = zone }).DueOf(At(now)!.Value));

    [Fact]
    public void A_time_that_the_clocks_leap_over_comes_an_hour_later() => Assert.Equal(
        At("2026-03-29T01:30:00Z"),
        (Quiet with { Zone = "Europe/Madrid", QuietUntil = 2 * 60 + 30 }).DueOf(At("2026-03-29T00:10:00Z")!.Value));

    [Theory]
    [InlineData("2026-05-04T07:59:00Z", "2026-05-04T08:00:00Z")]
    [InlineData("2026-05-04T08:00:00Z", "2026-05-05T08:00:00Z")]
    [InlineData("2026-05-04T23:00:00Z", "2026-05-05T08:00:00Z")]
    public void The_one_letter_of_the_day_comes_at_eight(string now, string due) =>
        Assert.Equal(At(due), (Quiet with { IsDaily = true }).DueOf(At(now)!.Value));

    [Fact]
    public void What_is_said_is_what_is_wished()
    {
        var said = new NotificationWishes(
            [
                new(NoticeTopic.Orders, null, false), new(NoticeTopic.Parcels, false, true),
                new(NoticeTopic.Reviews, true, true), new("weather", false, false),
            ], "22:15", "06:05", "Europe/Madrid", true);

        var wish = said.As(Guid.Empty);

        Assert.Equal(
            ["parcels.email", "promotions.email", "orders.in_app", "messages.sms", "questions.sms", "reviews.sms",
                "stock.sms", "prices.sms", "decisions.sms", "promotions.sms", "promotions.push"],
            wish.Declined);
        Assert.Equal((1335, 365), ((int)wish.QuietFrom!, (int)wish.QuietUntil!));
        Assert.Equal(("Europe/Madrid", true), (wish.Zone, wish.IsDaily));
        var told = NotificationWishes.Of(wish, new(null!, []));
        Assert.Equal(("22:15", "06:05"), (told.QuietFrom, told.QuietUntil));
        Assert.Equal(
            ["orders  False", "parcels False True", "messages True True", "questions True True", "reviews  True",
                "stock True True", "prices  True", "decisions  True", "promotions False True"],
            told.Topics.Select(topic => $"{topic.Name} {topic.Email} {topic.InApp}"));
    }

    static DateTimeOffset? At(string? text) => text is null ? null : DateTimeOffset.Parse(
        text, System.Globalization.CultureInfo.InvariantCulture);
}
