namespace Feria.Payments;

/// <summary>
/// How long after delivery the money is held, for the buyer to say that something is wrong:
/// <c>Feria:ProtectionDays</c>.
/// </summary>
public sealed record Protection(TimeSpan Time);
