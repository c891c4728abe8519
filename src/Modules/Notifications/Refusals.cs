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

    public static readonly Refusal ChannelNotOffered = new(409, "channel_not_offered",
        "Nothing is sent this way here.");

    public static readonly Refusal NumberIncomplete = new(422, "phone_number_incomplete",
        "Write the number with its country, like +55 11 91234-5678.");

    public static readonly Refusal EmailUnverified = new(409, "verify_email_first",
        "Verify your e-mail address first: a link is in the letter we wrote you.");

    public static readonly Refusal TooManyCodes = new(429, "too_many_codes",
        "Five codes a day are sent to an account and to a number. Try again tomorrow.");

    public static readonly Refusal CodeWrong = new(422, "phone_code_wrong", "This is not the code that was sent.");

    public static readonly Refusal CodeGone = new(410, "phone_code_gone",
        "There is no code to confirm, or it has run out. Ask for a new one.");

    public static readonly Refusal DeviceRefused = new(422, "device_refused",
        "This is no browser or application that can be told things from here.");

    public static readonly Refusal DeviceNotFound = new(404, "device_not_found",
        "There is no such device of yours.");

    public static readonly Refusal UnsubscribeUnknown = new(404, "unsubscribe_unknown",
        "This link is none of ours, or it was cut short on its way.");
}
