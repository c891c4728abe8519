namespace Feria.Community;

/// <summary>Every "no" the community can say.</summary>
public static class Refusals
{
    public static readonly Refusal RatingOutOfRange =
        new(400, "rating_out_of_range", "Ratings go from 1 to 5 stars.") { Field = "rating" };
}
