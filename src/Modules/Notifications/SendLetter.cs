using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Gives one letter to the carrier. Where none is configured the letter stays unsent, to be read in the demo's mailbox.
/// </summary>
sealed class SendLetter(Database db, Vault vault, IEnumerable<ILetterCarrier> carriers) : Job
{
    public const string JobName = "notifications.send-letter";

    public sealed record Order(Guid Letter);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        if (carriers.FirstOrDefault() is not { } carrier) return;
        var id = body.Deserialize<Order>(Json.Options)!.Letter;
        byte[]? sealedLetter;
        await using (var session = await db.ReadFreshAsync(stop))
            sealedLetter = await session.OneOrNullAsync<byte[]>(FindSql, new { id });
        if (sealedLetter is null) return;

        await carrier.CarryAsync(LetterText.Write(id, PostOffice.Open(vault, sealedLetter)), stop);

        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(SentSql, new { id });
        await tx.CommitAsync();
    }

    const string FindSql = """
        -- notifications.send-letter.find
        select letter_sealed from notifications.letter where id = @id and sent_at is null
        """;

    const string SentSql = """
        -- notifications.send-letter.sent
        update notifications.letter set sent_at = now() where id = @id
        """;
}
