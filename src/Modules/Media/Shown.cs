using Feria.Contracts;

namespace Feria.Media;

/// <summary>A picture that was taken in.</summary>
/// <param name="Url">Of its whole size: what listings name it by.</param>
/// <param name="Width">Of the whole, in pixels.</param>
/// <param name="Sizes">All its sizes, as <c>srcset</c> wants them.</param>
public sealed record Shown(string Url, int Width, int Height, IReadOnlyList<Shown.Size> Sizes)
{
    /// <param name="Width">In pixels.</param>
    public sealed record Size(string Url, int Width);

    public static Shown Of(PicturePath picture) => new(
        picture.Whole, picture.Width, picture.Height,
        [.. picture.Sizes.Select(width => new Size(picture.PathOf(width), width))]);
}
