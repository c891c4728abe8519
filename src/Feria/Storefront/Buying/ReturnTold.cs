using Feria.Orders;
using Feria.Storefront.Parts;

namespace Feria.Storefront;

/// <summary>Returns in words.</summary>
static class ReturnTold
{
    public static string PathOf(Guid id) => $"/returns/{id}";

    public static string MoodOf(string status) => status switch
    {
        ReturnStatus.Asked or ReturnStatus.Escalated => "warn",
        ReturnStatus.Refused or ReturnStatus.Kept => "off",
        ReturnStatus.Withdrawn or ReturnStatus.Lapsed => "",
        _ => "good",
    };

    /// <summary>Each step, with what was said to it.</summary>
    public static IReadOnlyList<Trail.Stop> Stops(Return back, Visit visit) =>
    [
        .. back.History.Select((step, at) => new Trail.Stop(
            visit.Say("return.step", visit.Say("return.status." + step.Status), visit.Say("return.by." + step.Side)),
            new DateTimeOffset(step.At, TimeSpan.Zero),
            step.Status is ReturnStatus.Refused or ReturnStatus.Kept ? "bad"
                : back.IsOpen && at == back.History.Count - 1 ? "now" : "done",
            step.Words)),
    ];

    /// <summary>What comes next, as one side reads it.</summary>
    public static string Next(Return back, string side, Visit visit)
    {
        var key = $"return.next.{side}.{back.Status}";
        var due = back.DueAt is { } at ? Figures.ShortDay(new DateTimeOffset(at, TimeSpan.Zero), visit.Culture) : "";
        return visit.Say(visit.Knows(key) ? key : "return.next." + back.Status, due);
    }
}
