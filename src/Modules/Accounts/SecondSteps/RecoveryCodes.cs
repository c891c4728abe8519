using System.Security.Cryptography;

namespace Feria.Accounts;

/// <summary>Ten codes on paper, each of which stands once for a code of an app that is lost.</summary>
static class RecoveryCodes
{
    public const int Many = 10;

    // Without letters and digits that are taken for one another.
    const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    const int Half = 5;

    /// <summary>Fresh ones in place of those there were; shown once, for only their hashes are kept.</summary>
    public static async Task<IReadOnlyList<string>> RenewAsync(Tx tx, Vault vault, Guid account)
    {
        string[] codes = [.. Enumerable.Range(0, Many).Select(_ =>
            RandomNumberGenerator.GetString(Alphabet, Half) + "-" + RandomNumberGenerator.GetString(Alphabet, Half))];
        await tx.ExecuteAsync(ForgetSql, new { tx.Region, account });
        await tx.ExecuteAsync(KeepSql, new
        {
            tx.Region,
            account,
            hashes = codes.Select(code => Hash(vault, account, code)).ToArray(),
        });
        return codes;
    }

    /// <summary>Uses one up; of several at once one gets true.</summary>
    public static async Task<bool> UseAsync(Tx tx, Vault vault, Guid account, string code) =>
        await tx.ExecuteAsync(UseSql, new { tx.Region, account, hash = Hash(vault, account, code) }) == 1;

    // Keyed: fifty bits could be tried out by whoever has the tables, and not by who lacks the key file.
    static byte[] Hash(Vault vault, Guid account, string code) => vault.BlindIndex(
        $"{account} {string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant()}",
        "accounts.recovery-code");

    const string ForgetSql = """
        -- accounts.recovery-codes.forget
        delete from accounts.recovery_code where region = @Region and account_id = @account
        """;

    const string KeepSql = """
        -- accounts.recovery-codes.keep
        insert into accounts.recovery_code (region, account_id, code_hash)
        select @Region, @account, hash from unnest(@hashes::bytea[]) as h(hash)
        """;

    const string UseSql = """
        -- accounts.recovery-codes.use
        delete from accounts.recovery_code
        where region = @Region and account_id = @account and code_hash = @hash
        """;
}
