using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>The letters accounts are written, and how many an hour one mailbox gets of them.</summary>
static class Letters
{
    const int AnHour = 6;

    /// <summary>
    /// The first letter of an account: the link that verifies its address, or a word to the address's owner that
    /// somebody registered with it.
    /// </summary>
    public static async Task PostFirstAsync(
        Tx tx, Vault vault, IPostOffice post, Links links, Guid account, string email, string name, string locale)
    {
        var link = await SingleUseLink.MakeAsync(tx, account, SingleUseLink.VerifyEmail);
        await PostAsync(tx, vault, post, await IsOwnedAsync(tx, vault, email)
            ? AccountKnown(email, locale, links)
            : new Letter(email, locale, "verify-email", new Dictionary<string, string>
            {
                ["name"] = name,
                ["link"] = links.VerifyEmail(locale, link),
            }));
    }

    public static Letter AccountKnown(string to, string locale, Links links) =>
        new(to, locale, "account-known", new Dictionary<string, string>
        {
            ["signIn"] = links.SignIn(locale),
            ["link"] = links.ForgotPassword(locale),
        });

    /// <summary>Whether a verified account has the address.</summary>
    public static Task<bool> IsOwnedAsync(Tx tx, Vault vault, string email) =>
        tx.OneAsync<bool>(IsOwnedSql, new { index = vault.IndexEmail(email) });

    /// <summary>Posts the letter, unless its mailbox had its share: nobody can bury another in letters.</summary>
    public static async Task PostAsync(Tx tx, Vault vault, IPostOffice post, Letter letter)
    {
        var subject = vault.BlindIndex(EmailAddress.Normal(letter.To), "accounts.letters");
        var sent = await tx.OneAsync<int>(CountSql, new { subject });
        if (sent <= AnHour) await post.PostAsync(tx, letter);
    }

    /// <summary>
    /// Tells whoever has the account what was done with it, in their language; nobody there is told nothing. Never kept
    /// back: a stranger cannot have it written.
    /// </summary>
    public static async Task TellAsync(
        Tx tx, Vault vault, IPostOffice post, Guid account, string template,
        params (string Name, Func<string, string> InLanguage)[] facts)
    {
        if (await tx.OneOrNullAsync<Mailbox>(MailboxSql, new { tx.Region, account }) is not { } mailbox) return;
        var told = facts.ToDictionary(fact => fact.Name, fact => fact.InLanguage(mailbox.Locale));
        told["name"] = vault.OpenName(mailbox.FullNameSealed);
        await post.PostAsync(tx, new Letter(vault.OpenEmail(mailbox.EmailSealed), mailbox.Locale, template, told));
    }

    sealed record Mailbox(byte[] EmailSealed, byte[] FullNameSealed, string Locale);

    const string MailboxSql = """
        -- accounts.letters.mailbox
        select email_sealed, full_name_sealed, locale
        from accounts.account
        where region = @Region and id = @account and status <> 'closed'
        """;

    const string IsOwnedSql = """
        -- accounts.letters.is-owned
        select exists (select from accounts.login where email_index = @index)
        """;

    // Counts letters in the hour that begins with the first.
    const string CountSql = """
        -- accounts.letters.count
        insert into accounts.attempt as a (subject, failures, last_at, blocked_until)
        values (@subject, 1, now(), now() + interval '1 hour')
        on conflict (subject) do update set
            failures = case when a.blocked_until < now() then 1 else a.failures + 1 end,
            blocked_until = case when a.blocked_until < now() then excluded.blocked_until else a.blocked_until end,
            last_at = now()
        returning failures
        """;
}
