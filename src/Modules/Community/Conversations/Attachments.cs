using Feria.Contracts;

namespace Feria.Community;

/// <summary>A file that was sent with a message.</summary>
/// <param name="Kind">picture or pdf.</param>
/// <param name="Name">What its sender called it, masked as a text is; empty where it has none.</param>
/// <param name="Width">Of a picture, in pixels.</param>
public sealed record Attachment(Guid Id, string Kind, string Name, int Bytes, int? Width, int? Height)
{
    public const string Picture = "picture";
    public const string Pdf = "pdf";
}

/// <summary>
/// Pictures and PDF files of conversations. A row says that there is one before its bytes are put into the object store
/// under its id; what no message names within a day goes again. Nothing of it has a public address.
/// </summary>
public sealed class Attachments(Database database, Vault vault, IPictures pictures, IObjectStore objects)
{
    /// <summary>Bytes of the largest body; a PDF file has less.</summary>
    public const int MostBytes = 10 << 20;

    public const int MostPdfBytes = 5 << 20;

    public const int MostAtOnce = 6;

    /// <summary>With those that are in no message yet: no side takes the other's room.</summary>
    const int MostOfSide = 30;

    const string NameColumn = "community.attachment.name_sealed";

    /// <summary>Looks at what was sent, draws pictures anew, and keeps it for the next message.</summary>
    /// <param name="enterAsync">Who may send here, asked before anything is drawn and again before it is kept.</param>
    internal async Task<(Attachment? Attachment, Refusal? Refusal)> TakeAsync(
        Stream body, string? name, string side, Guid? account,
        Func<Session, Task<(OrderParties? Parties, Refusal? Refusal)>> enterAsync, CancellationToken stop)
    {
        await using (var session = await database.ReadAsync(stop))
            if (await enterAsync(session) is { Parties: null, Refusal: var closed }) return (null, closed);
        if (await Bounded.ReadAsync(body, MostBytes, stop) is not { } sent) return (null, Refusals.AttachmentTooLarge);
        var (file, unfit) = await LookAsync(sent, stop);
        if (file is null) return (null, unfit);

        var id = Id.New();
        await using (var tx = await database.WriteAsync(stop))
        {
            var (parties, refusal) = await enterAsync(tx);
            if (parties is null) return (null, refusal);
            await Correspondence.BeginAsync(tx, parties);
            if (await tx.ExecuteAsync(AddSql, new
            {
                tx.Region, id, parties.Order, side, account, file.Kind, bytes = file.Bytes.Length, file.Width,
                file.Height, nameSealed = SealName(name), MostOfSide,
            }) == 0) return (null, Refusals.AttachmentsFull);
            await tx.CommitAsync();
        }

        await objects.PutAsync(NameOf(id, file.Kind), file.Bytes, stop);
        await using var ready = await database.WriteAsync(stop);
        var row = await ready.OneAsync<Row>(ReadySql, new { ready.Region, id });
        await ready.CommitAsync();
        return (Open(row), null);
    }

    /// <summary>What was sent with some messages, by order and number.</summary>
    internal async Task<ILookup<(Guid Order, int Number), Attachment>> OfAsync(
        Session session, IReadOnlyList<(Guid Order, int Number)> messages)
    {
        IReadOnlyList<Row> rows = messages.Count == 0 ? [] : await session.ListAsync<Row>(OfSql, new
        {
            database.Region,
            orders = messages.Select(one => one.Order).ToArray(),
            numbers = messages.Select(one => one.Number).ToArray(),
        });
        return rows.ToLookup(row => (row.Order, row.Number!.Value), Open);
    }

    /// <summary>Whether all of these were sent by this side for this conversation; from now on the message's.</summary>
    internal static async Task<bool> SendAsync(Tx tx, Guid order, string side, Guid[] files, int number) =>
        files.Length == 0
        || await tx.ExecuteAsync(SendSql, new { tx.Region, order, side, files, number }) == files.Length;

    /// <summary>The bytes of what was sent with a message; null where there is none. The caller disposes it.</summary>
    internal async Task<(StoredObject Bytes, string Kind)?> ReadAsync(Guid order, Guid id, CancellationToken stop)
    {
        string? kind;
        await using (var session = await database.ReadAsync(stop))
            kind = await session.OneOrNullAsync<string>(FindSql, new { database.Region, order, id });
        return kind is not null && await objects.ReadAsync(NameOf(id, kind), stop) is { } found ? (found, kind) : null;
    }

    internal static string NameOf(Guid id, string kind) =>
        $"talk/{id:N}.{(kind == Attachment.Pdf ? "pdf" : "webp")}";

    sealed record File(string Kind, byte[] Bytes, int? Width, int? Height);

    // A file is what its bytes say, whatever it is called.
    async Task<(File? File, Refusal? Refusal)> LookAsync(byte[] sent, CancellationToken stop)
    {
        if (PdfHeader.Is(sent))
            return sent.Length > MostPdfBytes
                ? (null, Refusals.AttachmentTooLarge)
                : (new(Attachment.Pdf, sent, null, null), null);
        var (drawn, refusal) = await pictures.DrawAsync(sent, stop);
        return drawn is not null ? (new(Attachment.Picture, drawn.Bytes, drawn.Width, drawn.Height), null)
            : (null, refusal!.Code == "picture_kind_unknown" ? Refusals.AttachmentKind : refusal);
    }

    // Without the folders some browsers and programs send along.
    byte[]? SealName(string? name) =>
        name?.Split('/', '\\')[^1].Trim() is { Length: > 0 } own ? vault.Seal(own, NameColumn) : null;

    Attachment Open(Row row) => new(
        row.Id, row.Kind, row.NameSealed is { } name ? Masking.Hide(vault.Open(name, NameColumn)) : "", row.Bytes,
        row.Width, row.Height);

    sealed record Row(
        Guid Id, Guid Order, int? Number, string Kind, byte[]? NameSealed, int Bytes, int? Width, int? Height);

    const string AddSql = """
        -- community.attachments.add
        insert into community.attachment (
            region, id, order_id, side, account_id, kind, name_sealed, bytes, width, height)
        select @Region, @id, @Order, @side, @account, @Kind, @nameSealed, @bytes, @Width, @Height
        where @MostOfSide > (
            select count(*) from community.attachment
            where region = @Region and order_id = @Order and side = @side)
        """;

    const string ReadySql = """
        -- community.attachments.ready
        update community.attachment set is_ready = true
        where region = @Region and id = @id
        returning id, order_id as order, number, kind, name_sealed, bytes, width, height
        """;

    const string OfSql = """
        -- community.attachments.of
        select f.id, f.order_id as order, f.number, f.kind, f.name_sealed, f.bytes, f.width, f.height
        from unnest(@orders::uuid[], @numbers::int[]) as m(order_id, number)
        cross join lateral (
            select id, order_id, number, kind, name_sealed, bytes, width, height
            from community.attachment
            where region = @Region and order_id = m.order_id and number = m.number and going_at is null
            offset 0) f
        order by f.id
        """;

    const string SendSql = """
        -- community.attachments.send
        update community.attachment set number = @number
        where region = @Region and id = any(@files) and order_id = @order and side = @side and number is null
            and is_ready and going_at is null
        """;

    const string FindSql = """
        -- community.attachments.find
        select f.kind
        from community.attachment f
        join community.message m on m.region = f.region and m.order_id = f.order_id and m.number = f.number
        where f.region = @Region and f.id = @id and f.order_id = @order and f.going_at is null and m.removed_at is null
        """;
}
