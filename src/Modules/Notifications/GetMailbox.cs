using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Feria.Notifications;

/// <summary>The demo's mailbox: every letter anybody was written, newest first. Only the demo has one.</summary>
public static class GetMailbox
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/demo/mailbox", HandleAsync)
        .WithName(nameof(GetMailbox))
        .AllowAnyone()
        .Refuses(KernelRefusals.NotFound, KernelRefusals.MalformedCursor);

    public sealed record Kept(Guid Id, string To, string Subject, string Text, string Template, DateTimeOffset At);

    public static async Task<Results<Ok<Page<Kept>>, ProblemHttpResult>> HandleAsync(
        Database db, Vault vault, IConfiguration settings, int? limit, string? cursor, string? to,
        CancellationToken stop)
    {
        if (!settings.GetValue<bool>("Feria:Demo")) return KernelRefusals.NotFound.AsProblem();
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();

        var most = Cursor.Limit(limit);
        await using var session = await db.ReadFreshAsync(stop);
        var rows = await session.ListAsync<Row>(ListSql, new { before, most = most + 1 });
        var page = Cursor.Cut([.. rows], most, row => row.Id);
        var letters = page.Items.Select(row => Open(vault, row));
        if (to is not null) letters = letters.Where(letter => letter.To.Equals(to, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(new Page<Kept>([.. letters], page.Next));
    }

    static Kept Open(Vault vault, Row row)
    {
        var letter = LetterText.Write(row.Id, PostOffice.Open(vault, row.LetterSealed));
        return new Kept(row.Id, letter.To, letter.Subject, letter.Text, row.Template, row.CreatedAt);
    }

    sealed record Row(Guid Id, string Template, byte[] LetterSealed, DateTime CreatedAt);

    const string ListSql = """
        -- notifications.get-mailbox.list
        select id, template, letter_sealed, created_at from notifications.letter
        where id < @before
        order by id desc
        limit @most
        """;
}
