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
}
