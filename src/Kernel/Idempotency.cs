using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>
/// On an endpoint whose handler does the work of many calls in one transaction: it claims their keys and keeps their
/// answers there, by <see cref="IdempotentCall.NewAsync"/> and <see cref="IdempotentCall.KeepAsync(Tx,
/// IReadOnlyList{ValueTuple{IdempotentCall, IResult}})"/>.
/// </summary>
public sealed record ClaimsTogether;

/// <summary>Another call used one of the keys meanwhile: nothing of this transaction may stay.</summary>
public sealed class KeyTaken : Overtaken;

/// <summary>
/// One call that carries an Idempotency-Key. Key + caller + route are hashed; the answer is kept sealed under a key
/// derived from the raw key, so that the database alone cannot read it.
/// </summary>
public sealed class IdempotentCall
{
    const int LeastInMemory = 1 << 10;
    const int MostInMemory = 30 << 10;

    static readonly AsyncLocal<IdempotentCall?> Ambient = new();

    readonly HttpContext context;
    readonly byte[] hash;
    readonly byte[] secret;
    byte[] asked = [];
    (KeptAnswer? Answer, byte[]? Sealed) ready;
    KeptAnswer? kept;
    DateTime? lease;

    IdempotentCall(HttpContext context, string key)
    {
        this.context = context;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var asking = Caller.Of(context);
        var caller = asking.Key is { } program ? $"key {program.Id:N}" : asking.Mark;
        hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{context.Request.Method} {route}\n{caller}\n{key}"));
        secret = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, hash, "feria answer"u8.ToArray());
    }

    /// <summary>The call this flow of control is answering, if it carries a key.</summary>
    public static IdempotentCall? Current => Ambient.Value;

    /// <summary>
    /// A stable id for the call: what a handler of several transactions finds its own work by after a crash.
    /// </summary>
    public Guid Mark => new(hash.AsSpan(0, 16), bigEndian: true);

    /// <summary>Whether the key is this call's own, for a while: nobody else does its work meanwhile.</summary>
    public bool IsClaimed => lease is not null;

    /// <summary>Whether <see cref="NewAsync"/> found the key used: the call is answered as the first one was.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>What is to be done yet where the first call is answered with, and was not refused.</summary>
    public Action? IfDoneBefore { private get; set; }

    /// <summary>
    /// Of much that was asked, to be worked on together, what came without a key or with one that was not used before.
    /// The others are answered once their handler returns, whatever it returns.
    /// </summary>
    public static async Task<IReadOnlyList<T>> NewAsync<T>(
        Tx tx, IReadOnlyList<T> asked, Func<T, IdempotentCall?> callOf)
    {
        IdempotentCall[] calls = [.. asked.Select(callOf).OfType<IdempotentCall>()];
        if (calls.Length == 0) return asked;
        var used = (await tx.ListAsync<byte[]>(UsedSql, new { hashes = calls.Select(call => call.hash).ToArray() }))
            .Select(Convert.ToHexString).ToHashSet();
        foreach (var call in calls)
            (call.IsKnown, call.ready, call.kept, call.lease) =
                (!used.Add(Convert.ToHexString(call.hash)), default, null, null);
        return [.. asked.Where(one => callOf(one) is null or { IsKnown: false })];
    }

    /// <summary>
    /// Claims the keys of many calls and keeps their answers, in the transaction that did their work. A call without
    /// an answer yet has its key for a while.
    /// </summary>
    /// <exception cref="KeyTaken">Nothing of this transaction may stay.</exception>
    public static async Task KeepAsync(Tx tx, IReadOnlyList<(IdempotentCall Call, IResult? Answer)> calls)
    {
        await RenderAsync(calls);
        await KeepAsync(tx, [.. calls.Select(one => one.Call)]);
    }

    /// <summary>
    /// Makes answers ready before the transaction keeps them; until then they are nobody's.
    /// </summary>
    public static async Task RenderAsync(IReadOnlyList<(IdempotentCall Call, IResult? Answer)> calls)
    {
        foreach (var (call, answer) in calls)
        {
            var rendered = answer is null ? null : await KeptAnswer.RenderAsync(answer, call.context);
            call.ready = (rendered, rendered?.Seal(call.secret));
        }
    }

    /// <summary>The same as <see cref="KeepAsync(Tx, IReadOnlyList{ValueTuple{IdempotentCall, IResult}})"/>, of answers
    /// that are ready.</summary>
    public static async Task KeepAsync(Tx tx, IReadOnlyList<IdempotentCall> calls)
    {
        if (calls.Count > 0 && !await TryKeepAsync(tx, calls)) throw new KeyTaken();
    }

    static async Task<bool> TryKeepAsync(Tx tx, IReadOnlyList<IdempotentCall> calls)
    {
        var lasting = calls.Where(call => call.ready.Answer is null or { IsKept: true })
            .OrderBy(call => call.hash, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)))
            .ToList();
        var leases = await tx.ListAsync<Lease>(KeepTogetherSql, new
        {
            hashes = lasting.Select(call => call.hash).ToArray(),
            asked = lasting.Select(call => call.asked).ToArray(),
            statuses = lasting.Select(call => (short?)call.ready.Answer?.Status).ToArray(),
            answers = lasting.Select(call => call.ready.Sealed).ToArray(),
        });
        if (leases.Count < lasting.Count) return false;
        foreach (var call in calls) call.kept = call.ready.Answer;
        foreach (var one in leases.Where(one => one.LeasedUntil is not null))
            lasting.Single(call => call.hash.AsSpan().SequenceEqual(one.Hash)).lease = one.LeasedUntil;
        return true;
    }

    /// <summary>Keeps the answer in the caller's own transaction.</summary>
    internal async Task KeepAsync(Tx tx, IResult result)
    {
        var answer = await KeptAnswer.RenderAsync(result, context);
        if (answer.IsKept && !await KeepAsync(tx, answer)) throw new LeaseLost();
        kept = answer;
    }

    async Task<bool> KeepAsync(Tx tx, KeptAnswer answer) => (await KeepAsync(tx, [(this, answer)]))[0];

    /// <summary>The answer as it will be kept; one that is not kept leaves the key to be used again.</summary>
    internal async Task<KeptAnswer> RenderAsync(IResult result) => kept = await KeptAnswer.RenderAsync(result, context);

    /// <summary>Keeps answers to calls that have their keys; false for those that lost them.</summary>
    internal static async Task<IReadOnlyList<bool>> KeepAsync(
        Tx tx, IReadOnlyList<(IdempotentCall Call, KeptAnswer Answer)> answered)
    {
        var done = (await tx.ListAsync<byte[]>(KeepSql, new
        {
            hashes = answered.Select(one => one.Call.hash).ToArray(),
            leases = answered.Select(one => one.Call.lease).ToArray(),
            statuses = answered.Select(one => (short)one.Answer.Status).ToArray(),
            answers = answered.Select(one => one.Answer.Seal(one.Call.secret)).ToArray(),
        })).Select(Convert.ToHexString).ToHashSet();
        return [.. answered.Select(one => done.Contains(Convert.ToHexString(one.Call.hash)))];
    }

    /// <summary>Keeps bodies of calls with a key readable twice: bound once, hashed once.</summary>
    public static void BufferBodies(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey("Idempotency-Key"))
            context.Request.EnableBuffering(RoomFor(context.Request.ContentLength));
        return next(context);
    });

    // Held as long as the request waits, and thousands may wait: no more than it needs. Longer bodies go to a file.
    static int RoomFor(long? length) => (int)Math.Clamp(length + 1 ?? MostInMemory, LeastInMemory, MostInMemory);

    /// <summary>Makes every write under the group honour Idempotency-Key.</summary>
    public static void Guard(RouteGroupBuilder group) => group.AddEndpointFilter(async (invocation, next) =>
    {
        var context = invocation.HttpContext;
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || !context.Request.Headers.TryGetValue("Idempotency-Key", out var keys))
            return await next(invocation);
        if (keys is not [{ Length: >= 1 and <= 200 } key] || key.Any(letter => letter is < ' ' or > '~'))
            return KernelRefusals.IdempotencyKeyMalformed.AsProblem();

        var database = context.RequestServices.GetRequiredService<Database>();
        var call = new IdempotentCall(context, key);
        call.asked = await call.AskedAsync();
        try
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<ClaimsTogether>() is not null)
            {
                Ambient.Value = call;
                var answer = await next(invocation);
                if (!call.IsKnown) return await call.FinishAsync(database, answer);
            }

            if (await call.ClaimAsync(database) is { } earlier)
            {
                if (earlier is KeptAnswer { Status: < 400 }) call.IfDoneBefore?.Invoke();
                return earlier;
            }

            Ambient.Value = call;
            return await call.FinishAsync(database, await next(invocation));
        }
        catch (LeaseLost)
        {
            return KernelRefusals.IdempotencyKeyBusy.AsProblem();
        }
        catch
        {
            if (call is { kept: null, IsClaimed: true }) await call.ReleaseAsync(database);
            throw;
        }
        finally
        {
            Ambient.Value = null;
        }
    });

    // Query and body tell one request from another under the same key. Keyed: a body may hold a password, and a bare
    // hash of it could be guessed by whoever reads the table.
    async Task<byte[]> AskedAsync()
    {
        using var digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        digest.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n"));
        if (context.Request.Body.CanSeek)
        {
            context.Request.Body.Position = 0;
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer)) > 0) digest.AppendData(buffer, 0, read);
        }

        return digest.GetHashAndReset();
    }

    // Claims the key, or answers for it: the kept answer, 422 for another body, 409 after waiting for a running call.
    async Task<IResult?> ClaimAsync(Database database)
    {
        var giveUp = DateTime.UtcNow.AddSeconds(5);
        var patience = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            Found? found;
            await using (var tx = await database.WriteAsync(context.RequestAborted))
            {
                tx.IsAside = true;
                found = await tx.OneOrNullAsync<Found>(ClaimSql, new { hash, asked });
                await tx.CommitAsync();
            }

            // Claimed by another while this statement ran: it saw neither a free key nor the other's row. Look again.
            if (found is null) continue;
            if (!CryptographicOperations.FixedTimeEquals(found.Asked, asked))
                return KernelRefusals.IdempotencyKeyReused.AsProblem();
            if (found.Answer is { } sealedAnswer) return KeptAnswer.Open(sealedAnswer, secret, found.Status!.Value);
            if (found.Mine)
            {
                lease = found.LeasedUntil!.Value;
                return null;
            }

            if (DateTime.UtcNow > giveUp) return KernelRefusals.IdempotencyKeyBusy.AsProblem();
            await Task.Delay(patience, context.RequestAborted);
            patience = TimeSpan.FromMilliseconds(Math.Min(patience.TotalMilliseconds * 2, 300));
        }
    }

    async Task<object?> FinishAsync(Database database, object? result)
    {
        if (kept is not null) return kept;
        if (result is not IResult answer) return result;
        kept = await KeptAnswer.RenderAsync(answer, context);
        if (!kept.IsKept)
        {
            if (IsClaimed) await ReleaseAsync(database);
            return kept;
        }

        await using var tx = await database.WriteAsync();
        tx.IsAside = true;
        if (IsClaimed && !await KeepAsync(tx, kept)) return KernelRefusals.IdempotencyKeyBusy.AsProblem();
        if (!IsClaimed)
        {
            await RenderAsync([(this, kept)]);
            if (!await TryKeepAsync(tx, [this])) return await EarlierAsync(database, kept);
        }

        await tx.CommitAsync();
        return kept;
    }

    // Somebody used the key while this call was refused before it had claimed it.
    async Task<IResult> EarlierAsync(Database database, KeptAnswer mine)
    {
        if (await ClaimAsync(database) is { } earlier) return earlier;
        await ReleaseAsync(database);
        return mine;
    }

    async Task ReleaseAsync(Database database)
    {
        await using var tx = await database.WriteAsync();
        tx.IsAside = true;
        await tx.ExecuteAsync(ReleaseSql, new { hash, lease });
        await tx.CommitAsync();
    }

    // Another process took the call over because this one was too slow: nothing of this one's may stay.
    internal sealed class LeaseLost : Exception;

    sealed record Lease(byte[] Hash, DateTime? LeasedUntil);

    sealed record Found(byte[] Asked, int? Status, byte[]? Answer, DateTime? LeasedUntil, bool Mine);

    // A claim of a process that died is taken over after its lease of 30 s.
    const string ClaimSql = """
        -- kernel.idempotency.claim
        with claimed as (
            insert into kernel.idempotency as i (hash, asked, leased_until)
            values (@hash, @asked, now() + interval '30 seconds')
            on conflict (hash) do update
                set leased_until = excluded.leased_until
                where i.answer is null and i.asked = excluded.asked and i.leased_until < now()
            returning asked, null::int as status, null::bytea as answer, leased_until, true as mine
        )
        select asked, status, answer, leased_until, mine from claimed
        union all
        select asked, status::int, answer, leased_until, false from kernel.idempotency
        where hash = @hash and not exists (select from claimed)
        """;

    const string UsedSql = """
        -- kernel.idempotency.used
        select hash from kernel.idempotency where hash = any(@hashes)
        """;

    const string KeepTogetherSql = """
        -- kernel.idempotency.keep-together
        insert into kernel.idempotency (hash, asked, status, answer, leased_until)
        select k.hash, k.asked, k.status, k.answer, case when k.answer is null then now() + interval '30 seconds' end
        from unnest(@hashes::bytea[], @asked::bytea[], @statuses::smallint[], @answers::bytea[])
            as k(hash, asked, status, answer)
        on conflict (hash) do nothing
        returning hash, leased_until
        """;

    const string KeepSql = """
        -- kernel.idempotency.keep
        with mine as (
            select i.hash, k.status, k.answer
            from unnest(@hashes::bytea[], @leases::timestamptz[], @statuses::smallint[], @answers::bytea[])
                as k(hash, lease, status, answer)
            join kernel.idempotency i on i.hash = k.hash and i.leased_until = k.lease
            order by i.hash
            for update of i)
        update kernel.idempotency i
        set status = m.status, answer = m.answer, leased_until = null
        from mine m
        where i.hash = m.hash
        returning i.hash
        """;

    const string ReleaseSql = """
        -- kernel.idempotency.release
        delete from kernel.idempotency where hash = @hash and leased_until = @lease
        """;
}
