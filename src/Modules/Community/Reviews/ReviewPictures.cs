using Feria.Contracts;

namespace Feria.Community;

/// <summary>Pictures of a review: those that were sent here, and kept as long as the review shows them.</summary>
static class ReviewPictures
{
    public const int Most = 6;

    /// <summary>Their addresses from this transaction on; null where one of them is no picture that was sent.</summary>
    public static async Task<string[]?> KeepAsync(Tx tx, IPictures pictures, Guid review, string[]? said)
    {
        string?[] whole = [.. (said ?? []).Select(path => PicturePath.Read(path)?.Picture.Whole)];
        var kept = await pictures.KeepAsync(tx, review, [.. whole.OfType<string>()]);
        return whole.All(path => path is not null && kept.Contains(path)) ? [.. whole.OfType<string>()] : null;
    }
}
