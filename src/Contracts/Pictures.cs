using System.Globalization;
using System.Text.RegularExpressions;

namespace Feria.Contracts;

/// <summary>
/// The address of a picture people sent: <c>/media/{digest}-{width}x{height}/{width of this size}.webp</c>. It says
/// all that pages have to know, and never shows anything else.
/// </summary>
/// <param name="Digest">32 hexadecimal digits of the bytes that were sent.</param>
/// <param name="Width">Pixels of the largest size.</param>
public sealed partial record PicturePath(string Digest, int Width, int Height)
{
    /// <summary>Widths in pixels that are made of a picture that is wider; its own is made as well.</summary>
    public static readonly IReadOnlyList<int> Widths = [320, 640, 1280];

    /// <summary>Width of the largest size of any picture, in pixels.</summary>
    public const int Widest = 1920;

    public IEnumerable<int> Sizes => Widths.Where(width => width < Width).Append(Width);

    public string Whole => PathOf(Width);

    /// <summary>What the object is called in the store.</summary>
    public string NameOf(int size) => string.Create(
        CultureInfo.InvariantCulture, $"media/{Digest[..2]}/{Digest}-{Width}x{Height}-{size}.webp");

    public string PathOf(int size) => string.Create(
        CultureInfo.InvariantCulture, $"/media/{Digest}-{Width}x{Height}/{size}.webp");

    /// <summary>The picture at a path of any of its sizes; null where it is no such path.</summary>
    public static (PicturePath Picture, int Size)? Read(string? path)
    {
        if (path is null || Shape().Match(path) is not { Success: true } found) return null;
        int Number(string name) => int.Parse(found.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        var picture = new PicturePath(found.Groups["digest"].Value, Number("width"), Number("height"));
        var size = Number("size");
        return picture.Sizes.Contains(size) ? (picture, size) : null;
    }

    // \z, not $: a trailing line feed would name the same picture twice in every cache.
    [GeneratedRegex(
        @"\A/media/(?<digest>[0-9a-f]{32})-(?<width>[1-9][0-9]{0,3})x(?<height>[1-9][0-9]{0,4})"
        + @"/(?<size>[1-9][0-9]{0,3})\.webp\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>A picture without a word of what else its file said, as WebP.</summary>
/// <param name="Width">In pixels.</param>
public sealed record DrawnPicture(byte[] Bytes, int Width, int Height);

/// <summary>A picture somebody else shows too.</summary>
/// <param name="Owner">Who shows it: a product, a review.</param>
/// <param name="Path">Of the picture that is shown there.</param>
/// <param name="Distance">In how many of 64 bits their looks differ.</param>
public sealed record AlikePicture(string Own, Guid Owner, string Path, int Distance);

public interface IPictures
{
    /// <summary>
    /// Pictures others show that look as those of this owner do, the most alike first; plain ones look like any.
    /// </summary>
    /// <param name="distance">In so many bits they may differ, seven at most.</param>
    Task<IReadOnlyList<AlikePicture>> AlikeAsync(Session session, Guid owner, int distance, int limit);

    /// <summary>
    /// Says which pictures an owner (a product, a review) shows from this transaction on, and no others; what nobody
    /// shows goes after a week. Returns those of the paths that are pictures people sent, by their whole size.
    /// </summary>
    Task<IReadOnlySet<string>> KeepAsync(Tx tx, Guid owner, IReadOnlyCollection<string> paths);

    /// <summary>
    /// Takes a picture in from an address on the public internet, and no other; outside any transaction. The path of
    /// its whole size, or why it is not taken: also that nobody waits for it any longer, or has a place for it now.
    /// </summary>
    /// <param name="patience">Ends the wait for this picture, not the work it is for.</param>
    Task<(string? Path, Refusal? Refusal)> FetchAsync(
        string url, Guid by, CancellationToken patience, CancellationToken stop);

    /// <summary>
    /// Takes a picture in for whoever may send one there, a guest too: it has a public address and goes after a week
    /// unless somebody keeps it. Outside any transaction.
    /// </summary>
    Task<(PicturePath? Picture, Refusal? Refusal)> TakeAsync(byte[] sent, Guid? account, CancellationToken stop);

    /// <summary>
    /// Draws a picture anew for whoever keeps it elsewhere: it gets no address and is no picture of ours. Outside any
    /// transaction.
    /// </summary>
    Task<(DrawnPicture? Picture, Refusal? Refusal)> DrawAsync(byte[] sent, CancellationToken stop);
}
