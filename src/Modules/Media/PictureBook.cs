using Feria.Contracts;

namespace Feria.Media;

sealed class PictureBook(TakePictures taking, Outward outward) : IPictures
{
    public async Task<(string? Path, Refusal? Refusal)> FetchAsync(
        string url, Guid by, CancellationToken patience, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, stop);
        try
        {
            var (sent, unfetched) = await FetchPicture.FetchAsync(outward, url, either.Token);
            if (sent is null) return (null, unfetched);
            var (picture, refusal) = await taking.TakeAsync(sent, by, either.Token);
            return (picture?.Whole, refusal);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, Refusals.NotFetched);
        }
        catch (Exception away) when (away is ObjectsAway or IOException or HttpRequestException)
        {
            return (null, Refusals.Unavailable);
        }
    }

    public Task<IReadOnlyList<AlikePicture>> AlikeAsync(Session session, Guid owner, int distance, int limit) =>
        Look.AlikeAsync(session, owner, distance, limit);

    public Task<(PicturePath? Picture, Refusal? Refusal)> TakeAsync(
        byte[] sent, Guid? account, CancellationToken stop) => taking.TakeAsync(sent, account, stop);

    public async Task<(DrawnPicture? Picture, Refusal? Refusal)> DrawAsync(byte[] sent, CancellationToken stop)
    {
        var (made, refusal) = await taking.DrawAsync(sent, stop);
        if (made is null) return (null, refusal);
        var whole = made.Sizes[made.Sizes.Keys.Max()];
        var drawn = PictureHeader.Read(whole)!;
        return (new(whole, drawn.Width, drawn.Height), null);
    }

    public async Task<IReadOnlySet<string>> KeepAsync(Tx tx, Guid owner, IReadOnlyCollection<string> paths)
    {
        var wanted = paths.Select(path => PicturePath.Read(path)?.Picture.Digest).OfType<string>().Distinct()
            .Select(Convert.FromHexString).ToArray();
        var rows = await tx.ListAsync<Row>(LockSql, new { owner, wanted });
        if (rows.Count == 0) return new HashSet<string>();
        var kept = rows.Where(row => row.IsWanted && row.IsThere).ToList();
        await tx.ExecuteAsync(ShowSql, new { owner, digests = kept.Select(row => row.Digest).ToArray() });
        await tx.ExecuteAsync(
            LetGoSql, new { owner, digests = rows.Except(kept).Select(row => row.Digest).ToArray() });
        return kept.Select(row => new PicturePath(Convert.ToHexStringLower(row.Digest), row.Width, row.Height).Whole)
            .ToHashSet();
    }

    sealed record Row(byte[] Digest, int Width, int Height, bool IsWanted, bool IsThere);

    // Those that are wanted and those that were shown, locked in the order of their digests.
    const string LockSql = """
        -- media.picture-book.lock
        select p.digest, p.width, p.height, p.digest = any(@wanted::bytea[]) as is_wanted,
            p.is_ready and p.going_at is null as is_there
        from (
            select unnest(@wanted::bytea[]) as digest
            union
            select digest from media.use where owner_id = @owner) d
        cross join lateral (select digest from media.picture where picture.digest = d.digest limit 1) f
        join media.picture p on p.digest = f.digest
        order by p.digest
        for update of p
        """;

    const string ShowSql = """
        -- media.picture-book.show
        with shown as (
            insert into media.use (owner_id, digest)
            select @owner, unnest(@digests::bytea[])
            on conflict do nothing)
        update media.picture set kept_at = now() where digest = any(@digests::bytea[]) and kept_at is null
        """;

    // Whoever shows it last lets it go, from now on a week.
    const string LetGoSql = """
        -- media.picture-book.let-go
        with gone as (
            delete from media.use where owner_id = @owner and digest = any(@digests::bytea[]) returning digest)
        update media.picture p set kept_at = null, made_at = now()
        from gone
        where p.digest = gone.digest and not exists (
            select from media.use u where u.digest = gone.digest and u.owner_id <> @owner)
        """;
}
