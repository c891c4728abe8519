using System.Numerics;
using System.Text;
using Feria.Contracts;

namespace Feria.Media;

/// <summary>
/// How a picture looks, in 64 bits: of 9 by 8 greys, whether each is darker than the next (dHash). Drawn larger,
/// smaller or in another format it stays nearly the same.
/// </summary>
static class Look
{
    const int Columns = 9, Rows = 8;

    // A picture of one colour, or of one slope, looks as a great many do.
    const int FewBits = 6;

    /// <summary>Of a picture of 9 by 8 pixels as a PGM or PPM file.</summary>
    public static long Of(ReadOnlySpan<byte> file)
    {
        var (bands, at) = ReadHeader(file);
        long bits = 0;
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns - 1; column++)
            {
                var place = at + (row * Columns + column) * bands;
                bits = bits << 1 | (Grey(file[place..], bands) < Grey(file[(place + bands)..], bands) ? 1L : 0L);
            }

        return bits;
    }

    public static int Distance(long one, long other) => BitOperations.PopCount((ulong)(one ^ other));

    public static bool IsPlain(long look) =>
        BitOperations.PopCount((ulong)look) is < FewBits or > Columns * Rows - Rows - FewBits;

    public static Task<int> KeepAsync(Tx tx, byte[] digest, long hash) =>
        tx.ExecuteAsync(KeepSql, new { digest, hash });

    public static async Task<IReadOnlyList<AlikePicture>> AlikeAsync(
        Session session, Guid owner, int distance, int limit)
    {
        var own = (await session.ListAsync<Own>(OwnSql, new { owner })).Where(one => !IsPlain(one.Hash)).ToList();
        if (own.Count == 0) return [];
        var rows = await session.ListAsync<Row>(AlikeSql, new
        {
            owner, digests = own.Select(one => one.Digest).ToArray(), hashes = own.Select(one => one.Hash).ToArray(),
            masks = Masks, distance, limit,
        });
        return
        [
            .. rows.Select(row => new AlikePicture(
                own.Single(one => one.Digest.AsSpan().SequenceEqual(row.Own)).Path.Whole, row.Owner,
                new PicturePath(Convert.ToHexStringLower(row.Digest), row.Width, row.Height).Whole, row.Distance)),
        ];
    }

    // A band as it is, and with each of its bits turned.
    static readonly int[] Masks = [0, .. Enumerable.Range(0, 16).Select(bit => 1 << bit)];

    // ITU-R BT.601, in whole numbers.
    static int Grey(ReadOnlySpan<byte> pixel, int bands) =>
        bands == 1 ? pixel[0] * 1000 : 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];

    // "P6", width, height and the greatest value, each followed by blanks; lines that begin with # say nothing.
    static (int Bands, int At) ReadHeader(ReadOnlySpan<byte> file)
    {
        var at = 0;
        var words = new string[4];
        for (var word = 0; word < words.Length; word++)
        {
            while (file[at] is (byte)'#' or <= (byte)' ')
                if (file[at] == '#') at += file[at..].IndexOf((byte)'\n') + 1;
                else at++;
            var from = at;
            while (file[at] > ' ') at++;
            words[word] = Encoding.ASCII.GetString(file[from..at]);
        }

        return words is [("P5" or "P6") and var kind, "9", "8", "255"]
            ? (kind == "P5" ? 1 : 3, at + 1)
            : throw new InvalidOperationException($"A look is no picture of 9 by 8: {string.Join(' ', words)}.");
    }

    sealed record Own(byte[] Digest, int Width, int Height, long Hash)
    {
        public PicturePath Path => new(Convert.ToHexStringLower(Digest), Width, Height);
    }

    sealed record Row(int Distance, Guid Owner, byte[] Own, byte[] Digest, int Width, int Height);

    const string KeepSql = """
        -- media.look.keep
        insert into media.look (digest, hash) values (@digest, @hash)
        on conflict (digest) do update set hash = excluded.hash
        """;

    const string OwnSql = """
        -- media.look.own
        select u.digest, p.width, p.height, l.hash
        from media.use u
        cross join lateral (select width, height from media.picture where digest = u.digest limit 1) p
        cross join lateral (select hash from media.look where digest = u.digest limit 1) l
        where u.owner_id = @owner
        order by u.digest
        limit 20
        """;

    // Each band is asked for by itself; what one of them finds is held against the whole.
    const string AlikeSql = """
        -- media.look.alike
        with near as (
            select a.digest as own, f.digest, bit_count((f.hash # a.hash)::bit(64))::int as distance
            from unnest(@digests::bytea[], @hashes::bigint[]) as a(digest, hash)
            cross join unnest(@masks::int[]) as m(mask)
            cross join lateral (
                select digest, hash from media.look where band_0 = (a.hash >> 48 & 65535)::int # m.mask
                union
                select digest, hash from media.look where band_1 = (a.hash >> 32 & 65535)::int # m.mask
                union
                select digest, hash from media.look where band_2 = (a.hash >> 16 & 65535)::int # m.mask
                union
                select digest, hash from media.look where band_3 = (a.hash & 65535)::int # m.mask) f)
        select distinct n.distance, u.owner_id as owner, n.own, n.digest, p.width, p.height
        from (select distinct own, digest, distance from near where distance <= @distance) n
        cross join lateral (select owner_id from media.use where digest = n.digest and owner_id <> @owner limit 50) u
        cross join lateral (select width, height from media.picture where digest = n.digest limit 1) p
        order by n.distance, u.owner_id, n.own, n.digest
        limit @limit
        """;
}
