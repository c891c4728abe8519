namespace Feria.Notifications;

/// <summary>Every "no" the notifications can say.</summary>
public static class Refusals
{
    public static readonly Refusal ZoneUnknown = new(422, "zone_unknown",
        "There is no such time zone; they are named like America/Bogota.");

    public static readonly Refusal QuietHalf = new(422, "quiet_hours_half",
        "Quiet hours have a beginning and another end.");

    public static readonly Refusal NotDeclined = new(422, "letters_not_declined",
        "Letters about purchases are always written.");
}
