using Feria.Contracts;

namespace Feria.Media;

sealed class PictureBook : IPictures
{
    public async Task<IReadOnlySet<string>> KeepAsync(Tx tx, IReadOnlyCollection<string> paths)
    {
        var pictures = paths.Select(path => PicturePath.Read(path)?.Picture).OfType<PicturePath>()
            .DistinctBy(picture => picture.Digest).OrderBy(picture => picture.Digest, StringComparer.Ordinal).ToList();
        if (pictures.Count == 0) return new HashSet<string>();
        var kept = await tx.ListAsync<Row>(
            KeepSql, new { digests = pictures.Select(picture => Convert.FromHexString(picture.Digest)).ToArray() });
        return kept.Select(row => new PicturePath(Convert.ToHexStringLower(row.Digest), row.Width, row.Height).Whole)
            .ToHashSet();
    }

    sealed record Row(byte[] Digest, int Width, int Height);

    // Locked in the order of their digests, by whoever keeps several.
    const string KeepSql = """
        -- media.picture-book.keep
        with found as (
            select p.digest
            from unnest(@digests::bytea[]) as d(digest)
            cross join lateral (
                select digest from media.picture
                where picture.digest = d.digest and is_ready and going_at is null
                limit 1) f
            join media.picture p on p.digest = f.digest
            order by p.digest
            for update of p),
        kept as (
            update media.picture p set kept_at = now()
            from found
            where p.digest = found.digest and p.kept_at is null and p.going_at is null)
        select p.digest, p.width, p.height
        from found
        join media.picture p on p.digest = found.digest
        """;
}
