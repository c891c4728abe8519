namespace Feria.Payments;

/// <summary>What an operator can set of payments.</summary>
public static class PaymentSettings
{
    public const int UsualProtectionDays = 7;

    /// <summary>How long after delivery the money is held, for the buyer to say that something is wrong.</summary>
    public static readonly Setting<TimeSpan> Protection =
        Setting.Time("payments.protection", UsualProtectionDays, 0, 365, "days");
}
