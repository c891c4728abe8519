namespace Feria.Community;

/// <summary>What an operator can set of reviews and questions.</summary>
public static class CommunitySettings
{
    const int MostPictures = Community.ReviewPictures.Most;

    public static readonly Setting<Feature> Reviews = Setting.Feature("community.reviews");
    public static readonly Setting<Feature> Questions = Setting.Feature("community.questions");
    public static readonly Setting<int> ReviewPictures =
        Setting.Whole("community.review-pictures", MostPictures, 0, MostPictures, "pictures");

    public static readonly Setting[] All = [Reviews, Questions, ReviewPictures];
}
