using System.Text.Json;
using Feria.Contracts;

namespace Feria.Media;

/// <summary>
/// Takes away what nobody shows: pictures a week old, and uploads of yesterday. What stands in the object store goes
/// between two transactions; a picture on its way out is not taken in again before it is gone.
/// </summary>
sealed class SweepPictures(Database database, IObjectStore objects) : Job
{
    const int AtMost = 200;

    public override string Name => "media.sweep-pictures";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await SomePicturesAsync(stop) == AtMost) { }
        while (await SomeUploadsAsync(stop) == AtMost) { }
    }

    async Task<int> SomePicturesAsync(CancellationToken stop)
    {
        var going = await AskAsync<Row>(GoSql, new { AtMost }, stop);
        foreach (var row in going)
        {
            var picture = new PicturePath(Convert.ToHexStringLower(row.Digest), row.Width, row.Height);
            foreach (var size in picture.Sizes) await objects.DeleteAsync(picture.NameOf(size), stop);
        }

        if (going.Count > 0)
            await AskAsync<int>(GoneSql, new { digests = going.Select(row => row.Digest).ToArray() }, stop);
        return going.Count;
    }

    async Task<int> SomeUploadsAsync(CancellationToken stop)
    {
        // The row goes last: a sweep that was cut short finds it again.
        IReadOnlyList<Guid> old;
        await using (var session = await database.ReadAsync(stop))
            old = await session.ListAsync<Guid>(OldUploadsSql, new { AtMost });
        foreach (var upload in old) await objects.DeleteAsync(GrantUpload.NameOf(upload), stop);
        if (old.Count > 0) await AskAsync<Guid>(ForgetUploadsSql, new { uploads = old.ToArray() }, stop);
        return old.Count;
    }

    async Task<IReadOnlyList<T>> AskAsync<T>(string sql, object values, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var rows = await tx.ListAsync<T>(sql, values);
        if (rows.Count > 0) await tx.CommitAsync();
        return rows;
    }

    sealed record Row(byte[] Digest, int Width, int Height);

    // Also those a sweep before began with and did not end.
    const string GoSql = """
        -- media.sweep-pictures.go
        update media.picture set going_at = coalesce(going_at, now())
        where digest = any(array(
            select digest from media.picture
            where kept_at is null and made_at < now() - interval '7 days'
            order by made_at
            limit @AtMost
            for update skip locked))
        returning digest, width, height
        """;

    const string GoneSql = """
        -- media.sweep-pictures.gone
        delete from media.picture where digest = any(@digests) and going_at is not null returning 1
        """;

    const string OldUploadsSql = """
        -- media.sweep-pictures.old-uploads
        select id from media.upload where granted_at < now() - interval '1 day' order by granted_at limit @AtMost
        """;

    const string ForgetUploadsSql = """
        -- media.sweep-pictures.forget-uploads
        delete from media.upload where id = any(@uploads) returning id
        """;
}
