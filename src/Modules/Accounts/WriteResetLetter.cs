using System.Text.Json;
using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Writes the link to choose a new password, where the address asked for has an account.</summary>
sealed class WriteResetLetter(Database db, Vault vault, IPostOffice post, Links links) : Job
{
    public const string JobName = "accounts.write-reset-letter";

    public sealed record Order(byte[] EmailSealed, string Locale);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var order = body.Deserialize<Order>(Json.Options)!;
        var email = vault.OpenEmail(order.EmailSealed);
        await using var tx = await db.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Guid?>(FindSql, new { index = vault.IndexEmail(email) }) is not { } account) return;

        var link = await SingleUseLink.MakeAsync(tx, account, SingleUseLink.ResetPassword);
        await Letters.PostAsync(tx, vault, post, new Letter(email, order.Locale, "reset-password",
            new Dictionary<string, string> { ["link"] = links.ResetPassword(order.Locale, link) }));
        await tx.CommitAsync();
    }

    // The owner of the address; where there is none, whoever registered last with it.
    const string FindSql = """
        -- accounts.write-reset-letter.find
        select id
        from accounts.account
        where email_index = @index and status <> 'closed'
        order by status = 'active' desc, created_at desc
        limit 1
        """;
}
