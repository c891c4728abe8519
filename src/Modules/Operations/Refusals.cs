namespace Feria.Operations;

public static class Refusals
{
    public static readonly Refusal ReactionNotFound =
        new(404, "reaction_not_found", "No reaction of this name runs here.");
    public static readonly Refusal CopyNotFound = new(404, "copy_not_found", "There is no copy of this name.");
    public static readonly Refusal NotParked =
        new(404, "not_parked", "This event is not parked: somebody was quicker, or it was heard meanwhile.");
    public static readonly Refusal JobNotRetried = new(
        409, "job_not_retried", "Only a job that failed and does not run this moment can be run again.");
    public static readonly Refusal ViewNotFound = new(404, "view_not_found", "You keep no view of this name.");
    public static readonly Refusal ViewUnclear =
        new(400, "view_unclear", "What a view asks is written as in an address.");
    public static readonly Refusal TooManyViews = new(
        409, "too_many_views", "You keep twenty views of this table: let one go first.");
    public static readonly Refusal JobNotParked =
        new(409, "job_not_parked", "Only a parked job can be given up.");

    public static readonly Refusal IncidentNotFound = new(404, "incident_not_found", "There is no such incident.");
    public static readonly Refusal IncidentNotOpen = new(
        409, "incident_not_open", "Somebody was quicker: this incident is acknowledged or resolved already.");
    public static readonly Refusal SettingNotFound = new(404, "setting_not_found", "There is no setting of this name.");
    public static readonly Refusal SettingInvalid =
        new(400, "setting_invalid", "The setting cannot be that; the fault says what it can be.");
    public static readonly Refusal SettingChanged = new(
        409, "setting_changed", "Somebody else changed this setting meanwhile; look at what it is now.");
    public static readonly Refusal SettingTimeWrong =
        new(400, "setting_time_wrong", "A change counts from now on, or from a time within a year.");
    public static readonly Refusal SettingTooManyToCome = new(
        409, "setting_too_many_to_come", "Ten changes of this setting wait for their time already.");
    public static readonly Refusal SettingNeverSet =
        new(409, "setting_never_set", "Nobody set this yet: there is nothing to undo.");
}
