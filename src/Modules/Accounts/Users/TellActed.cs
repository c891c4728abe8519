using System.Text.Json;
using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Writes to an account's owner that staff used it, from when to when, and why; once.</summary>
sealed class TellActed(Database db, Vault vault, IPostOffice post, Links links) : Job
{
    public const string JobName = "accounts.tell-acted";

    public sealed record Order(Guid Acting);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var id = body.Deserialize<Order>(Json.Options)!.Acting;
        await using var tx = await db.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Told>(TellSql, new { tx.Region, id }) is not { } told) return;
        await Letters.TellAsync(tx, vault, post, told.AccountId, "account-acted",
            ("why", _ => vault.OpenReason(told.WhySealed)),
            ("from", _ => Moment(told.BeganAt)), ("until", _ => Moment(told.EndsAt)), ("link", links.Security));
        await tx.CommitAsync();
    }

    static string Moment(DateTime at) =>
        at.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    sealed record Told(Guid AccountId, byte[] WhySealed, DateTime BeganAt, DateTime EndsAt);

    const string TellSql = """
        -- accounts.tell-acted.tell
        update accounts.acting set told_at = now()
        where region = @Region and id = @id and told_at is null
        returning account_id, why_sealed, began_at, ends_at
        """;
}
