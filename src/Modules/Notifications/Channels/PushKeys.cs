using System.Buffers.Text;
using System.Security.Cryptography;
using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// The house's key of web push: made once by whoever asks first, sealed, and the same for all processes.
/// </summary>
sealed class PushKeys(Database database, Vault vault) : IPushKeys
{
    const string Context = "notifications.push_key";

    PushKey? known;

    public async Task<PushKey> OwnAsync(CancellationToken stop)
    {
        if (known is { } key) return key;
        Kept? kept;
        await using (var session = await database.ReadFreshAsync(stop))
            kept = await session.OneOrNullAsync<Kept>(FindSql);
        if (kept is null)
        {
            var (fresh, secret) = New();
            await using var tx = await database.WriteAsync(stop);
            await tx.ExecuteAsync(MakeSql, new { fresh, secretSealed = vault.Seal(secret, Context) });
            kept = await tx.OneAsync<Kept>(FindSql);
            await tx.CommitAsync();
        }

        return known = new(kept.PublicKey, Convert.FromBase64String(vault.Open(kept.PrivateSealed, Context)));
    }

    static (string Public, string Private) New()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parts = key.ExportParameters(includePrivateParameters: true);
        byte[] point = [4, .. parts.Q.X!, .. parts.Q.Y!];
        return (Base64Url.EncodeToString(point), Convert.ToBase64String(parts.D!));
    }

    sealed record Kept(string PublicKey, byte[] PrivateSealed);

    const string FindSql = """
        -- notifications.push-keys.find
        select public_key, private_sealed from notifications.push_key
        """;

    const string MakeSql = """
        -- notifications.push-keys.make
        insert into notifications.push_key (public_key, private_sealed) values (@fresh, @secretSealed)
        on conflict do nothing
        """;
}
