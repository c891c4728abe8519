namespace Feria.Accounts;

/// <summary>
/// One try at a password, or at the code of a second step. Failures are counted against the account from this network,
/// against the network, and against the account; the first two make wait, ever longer. Failures elsewhere only shorten
/// the patience with a network's own: from a network that did not fail, the right password always gets in. Who tries
/// codes knows the password already: there the account makes wait as well.
/// </summary>
sealed class Attempt
{
    const int FreeForPair = 5;
    const int FreeForPairUnderAttack = 1;
    const int FreeForNetwork = 50;
    const int AttackOnAccount = 20;
    const int FreeForCode = 50;
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    // Sweeping forgets after as long: whoever waits an hour between guesses is counted on.
    static readonly TimeSpan MemoryOfCodes = TimeSpan.FromDays(1);

    readonly byte[] pair;
    readonly byte[] place;
    readonly byte[] account;
    readonly int freeForAccount;
    readonly TimeSpan memory;

    /// <summary>A try at the password of whoever has the address.</summary>
    public Attempt(Vault vault, string email, string network)
        : this(vault, "", Contracts.EmailAddress.Normal(email), network, int.MaxValue, Memory)
    {
    }

    Attempt(Vault vault, string of, string whose, string network, int freeForAccount, TimeSpan memory)
    {
        pair = Subject(vault, of + "pair", $"{network} {whose}");
        place = Subject(vault, of + "network", network);
        account = Subject(vault, of + "account", whose);
        (this.freeForAccount, this.memory) = (freeForAccount, memory);
    }

    /// <summary>A try at the code of an account whose password was right.</summary>
    public static Attempt OfCode(Vault vault, Guid whose, string network) =>
        new(vault, "code.", whose.ToString(), network, FreeForCode, MemoryOfCodes);

    /// <summary>
    /// Counts the try as failed before it is made, so that many at once cannot slip through; or says wait.
    /// </summary>
    /// <param name="counted">Told in the same transaction how many of the account stand as failed by now.</param>
    public async Task<Refusal?> ClaimAsync(
        Database db, CancellationToken stop, Func<Tx, int, Task>? counted = null)
    {
        await using var tx = await db.WriteAsync(stop);
        byte[][] subjects = [pair, place, account];
        var tallies = await tx.ListAsync<Tally>(LockSql, new { subjects });
        var now = await tx.OneAsync<DateTime>("select clock_timestamp()");

        var next = Count(Of(tallies, pair), Of(tallies, place), Of(tallies, account), now, out var refusal,
            freeForAccount, memory);
        if (refusal is not null) return refusal;
        await tx.ExecuteAsync(CountSql, new
        {
            subjects = next.Select(tally => tally.Subject).ToArray(),
            failures = next.Select(tally => tally.Failures).ToArray(),
            blocked = next.Select(tally => tally.BlockedUntil).ToArray(),
            now,
        });
        if (counted is not null) await counted(tx, next[2].Failures);
        await tx.CommitAsync();
        return null;
    }

    /// <summary>It was right: what was counted for this try is taken back.</summary>
    public Task ForgiveAsync(Tx tx) =>
        tx.ExecuteAsync(ForgiveSql, new { pair, subjects = new[] { pair, place, account } });

    internal static Tally[] Count(
        Tally pair, Tally place, Tally account, DateTime now, out Refusal? refusal,
        int freeForAccount = int.MaxValue, TimeSpan? memoryOfAccount = null)
    {
        var until = new[] { pair, place, account }.Max(tally => tally.BlockedUntil);
        refusal = until > now
            ? Refusals.TooManyAttempts with { RetryAfter = (int)Math.Ceiling((until - now).TotalSeconds) }
            : null;
        var attacked = account.Failures >= AttackOnAccount && now - account.LastAt < Memory;
        return
        [
            After(pair, attacked ? FreeForPairUnderAttack : FreeForPair, now, Memory),
            After(place, FreeForNetwork, now, Memory),
            After(account, freeForAccount, now, memoryOfAccount ?? Memory),
        ];
    }

    static Tally After(Tally tally, int free, DateTime now, TimeSpan memory)
    {
        var failures = now - tally.LastAt < memory ? tally.Failures + 1 : 1;
        var wait = failures < free
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(failures - free, 20))));
        return tally with { Failures = failures, LastAt = now, BlockedUntil = now + wait };
    }

    static Tally Of(IReadOnlyList<Tally> tallies, byte[] subject) =>
        tallies.Single(tally => tally.Subject.AsSpan().SequenceEqual(subject));

    static byte[] Subject(Vault vault, string kind, string text) => vault.BlindIndex(text, $"accounts.attempt.{kind}");

    internal sealed record Tally(byte[] Subject, int Failures, DateTime LastAt, DateTime BlockedUntil);

    // One statement makes and locks: between two, another's cleaning up could take the row away.
    const string LockSql = """
        -- accounts.attempt.lock
        insert into accounts.attempt (subject, failures, last_at, blocked_until)
        select subject, 0, now(), now() from unnest(@subjects::bytea[]) as s(subject)
        order by subject
        on conflict (subject) do update set subject = excluded.subject
        returning subject, failures, last_at, blocked_until
        """;

    const string CountSql = """
        -- accounts.attempt.count
        update accounts.attempt a
        set failures = c.failures, last_at = @now, blocked_until = c.blocked
        from unnest(@subjects::bytea[], @failures::int[], @blocked::timestamptz[])
            as c(subject, failures, blocked)
        where a.subject = c.subject
        """;

    // Locked in the order everybody locks them in.
    const string ForgiveSql = """
        -- accounts.attempt.forgive
        with locked as (
            select subject from accounts.attempt where subject = any(@subjects) order by subject for update)
        update accounts.attempt a
        set failures = case when a.subject = @pair then 0 else greatest(0, failures - 1) end, blocked_until = now()
        from locked l
        where a.subject = l.subject
        """;
}
