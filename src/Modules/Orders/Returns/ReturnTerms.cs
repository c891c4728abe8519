namespace Feria.Orders;

/// <summary>How long after it came something can be sent back, and when it is missed.</summary>
public sealed record ReturnTerms(int Days = ReturnTerms.UsualDays)
{
    public const int UsualDays = 30;

    /// <summary>Until then it is on its way.</summary>
    static readonly TimeSpan UntilMissed = TimeSpan.FromDays(7);

    public DateTime Since(DateTime now) => now.AddDays(-Days);

    public DateTime MissedIfSentBefore(DateTime now) => now - UntilMissed;
}
