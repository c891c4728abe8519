using System.Security.Cryptography;
using Feria.Contracts;

namespace Feria.Media;

/// <summary>
/// Takes pictures in, by whatever way their bytes came: looks at what they claim, draws them anew, and puts the sizes
/// into the object store. The same bytes are one picture; sending them again costs a look.
/// </summary>
public sealed class TakePictures(Database database, Converter converter, IObjectStore objects)
{
    /// <summary>Bytes of the largest picture that is taken.</summary>
    public const int MostBytes = 10 << 20;

    public const int LongestSide = 12_000;
    public const long MostPixels = 50_000_000;

    /// <summary>The picture, or why it is not taken.</summary>
    public async Task<(PicturePath? Picture, Refusal? Refusal)> TakeAsync(
        byte[] sent, Guid? account, CancellationToken stop)
    {
        if (Refuse(sent) is { } refusal) return (null, refusal);
        var digest = SHA256.HashData(sent)[..16];
        if (await FindAsync(digest, stop) is { } known) return (known, null);
        var (made, undrawn) = await DrawAsync(sent, stop);
        if (made is null) return (null, undrawn);

        var sizes = made.Sizes;
        var whole = sizes[sizes.Keys.Max()];
        var drawn = PictureHeader.Read(whole)!;
        var picture = new PicturePath(Convert.ToHexStringLower(digest), drawn.Width, drawn.Height);
        if (!await ClaimAsync(digest, picture, account, stop)) return (null, Refusals.Unavailable);
        foreach (var size in picture.Sizes) await objects.PutAsync(picture.NameOf(size), sizes[size], stop);
        await MakeReadyAsync(digest, made.Look, stop);
        return (picture, null);
    }

    /// <summary>What is drawn of it, or why it is not drawn.</summary>
    internal async Task<(Converter.Drawn? Drawn, Refusal? Refusal)> DrawAsync(
        byte[] sent, CancellationToken stop)
    {
        if (Refuse(sent) is { } refusal) return (null, refusal);
        if (!Converter.IsHere) return (null, Refusals.Unavailable);
        return await converter.DrawAsync(sent, stop) is { } drawn ? (drawn, null) : (null, Refusals.Broken);
    }

    internal static Refusal? Refuse(ReadOnlySpan<byte> sent) => sent.Length > MostBytes
        ? Refusals.TooManyBytes
        : PictureHeader.Read(sent) switch
        {
            null => Refusals.KindUnknown,
            { Width: > LongestSide } or { Height: > LongestSide } or { Pixels: > MostPixels } =>
                Refusals.TooManyPixels,
            _ => null,
        };

    async Task<PicturePath?> FindAsync(byte[] digest, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await session.OneOrNullAsync<Row>(FindSql, new { digest }) is { } row
            ? new(Convert.ToHexStringLower(digest), row.Width, row.Height)
            : null;
    }

    // Made young before anything is put: what is young is not taken away.
    async Task<bool> ClaimAsync(byte[] digest, PicturePath picture, Guid? account, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var claimed = await tx.ExecuteAsync(
            ClaimSql, new { digest, picture.Width, picture.Height, account });
        if (claimed > 0) await tx.CommitAsync();
        return claimed > 0;
    }

    async Task MakeReadyAsync(byte[] digest, long look, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(ReadySql, new { digest });
        await Look.KeepAsync(tx, digest, look);
        await tx.CommitAsync();
    }

    sealed record Row(int Width, int Height);

    // A picture that may go soon is drawn anew, which makes it young.
    const string FindSql = """
        -- media.take-pictures.find
        select width, height
        from media.picture
        where digest = @digest and is_ready and (kept_at is not null or made_at > now() - interval '6 days')
        """;

    const string ClaimSql = """
        -- media.take-pictures.claim
        insert into media.picture (digest, width, height, made_by)
        values (@digest, @Width, @Height, @account)
        on conflict (digest) do update set made_at = now()
        where picture.going_at is null
        """;

    const string ReadySql = """
        -- media.take-pictures.ready
        update media.picture set is_ready = true where digest = @digest and not is_ready
        """;
}
