using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>
/// One call that carries an Idempotency-Key. Key + caller + route are hashed; the answer is kept sealed under a key
/// derived from the raw key, so that the database alone cannot read it.
/// </summary>
public sealed class IdempotentCall
{
    static readonly AsyncLocal<IdempotentCall?> Ambient = new();
    static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "Retry-After"];

    readonly HttpContext context;
    readonly byte[] hash;
    readonly byte[] secret;
    Answer? kept;
    DateTime lease;

    IdempotentCall(HttpContext context, string key)
    {
        this.context = context;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var caller = Caller.Of(context).Mark;
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

    /// <summary>Keeps the answer in the caller's own transaction.</summary>
    internal async Task KeepAsync(Tx tx, IResult result)
    {
        kept = await Answer.RenderAsync(result, context);
        if (kept.IsKept && !await KeepAsync(tx, kept)) throw new LeaseLost();
    }

    async Task<bool> KeepAsync(Tx tx, Answer answer) =>
        await tx.ExecuteAsync(KeepSql, new { hash, lease, answer.Status, answer = answer.Seal(secret) }) == 1;

    /// <summary>Keeps bodies of calls with a key readable twice: bound once, hashed once.</summary>
    public static void BufferBodies(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey("Idempotency-Key")) context.Request.EnableBuffering();
        return next(context);
    });

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
        var asked = await call.AskedAsync();
        if (await call.ClaimAsync(database, asked) is { } earlier) return earlier;

        Ambient.Value = call;
        try
        {
            var answer = await next(invocation);
            return await call.FinishAsync(database, answer);
        }
        catch (LeaseLost)
        {
            return KernelRefusals.IdempotencyKeyBusy.AsProblem();
        }
        catch
        {
            if (call.kept is null) await call.ReleaseAsync(database);
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
    async Task<IResult?> ClaimAsync(Database database, byte[] asked)
    {
        var giveUp = DateTime.UtcNow.AddSeconds(5);
        var patience = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            Found? found;
            await using (var tx = await database.WriteAsync(context.RequestAborted))
            {
                found = await tx.OneOrNullAsync<Found>(ClaimSql, new { hash, asked });
                await tx.CommitAsync();
            }

            // Claimed by another while this statement ran: it saw neither a free key nor the other's row. Look again.
            if (found is null) continue;
            if (!CryptographicOperations.FixedTimeEquals(found.Asked, asked))
                return KernelRefusals.IdempotencyKeyReused.AsProblem();
            if (found.Answer is { } sealedAnswer) return Answer.Open(sealedAnswer, secret, found.Status!.Value);
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
        kept = await Answer.RenderAsync(answer, context);
        if (!kept.IsKept)
        {
            await ReleaseAsync(database);
            return kept;
        }

        await using var tx = await database.WriteAsync();
        if (!await KeepAsync(tx, kept)) return KernelRefusals.IdempotencyKeyBusy.AsProblem();
        await tx.CommitAsync();
        return kept;
    }

    async Task ReleaseAsync(Database database)
    {
        await using var tx = await database.WriteAsync();
        await tx.ExecuteAsync(ReleaseSql, new { hash, lease });
        await tx.CommitAsync();
    }

    // Another process took the call over because this one was too slow: nothing of this one's may stay.
    sealed class LeaseLost : Exception;

    sealed record Found(byte[] Asked, int? Status, byte[]? Answer, DateTime? LeasedUntil, bool Mine);

    // An answer as bytes: what the first caller got is what every later one gets.
    sealed record Answer(int Status, Dictionary<string, string> Headers, byte[] Body) : IResult
    {
        // 400, 401, 403, 429 and 5xx changed nothing and may come out differently next time.
        public bool IsKept => Status is < 500 and not (400 or 401 or 403 or 413 or 415 or 429);

        public static async Task<Answer> RenderAsync(IResult result, HttpContext asking)
        {
            if (result is Answer already) return already;
            await using var body = new MemoryStream();
            var stage = new DefaultHttpContext { RequestServices = asking.RequestServices };
            stage.Response.Body = body;
            await result.ExecuteAsync(stage);
            await stage.Response.CompleteAsync();
            foreach (var cookie in stage.Response.Headers.SetCookie) asking.Response.Headers.Append(
                "Set-Cookie", cookie);
            var headers = KeptHeaders
                .Where(stage.Response.Headers.ContainsKey)
                .ToDictionary(name => name, name => stage.Response.Headers[name].ToString());
            return new Answer(stage.Response.StatusCode, headers, body.ToArray());
        }

        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = Status;
            foreach (var (name, value) in Headers) context.Response.Headers[name] = value;
            if (Body.Length > 0) await context.Response.Body.WriteAsync(Body);
        }

        public byte[] Seal(byte[] key) =>
            Sealed.Close(key, JsonSerializer.SerializeToUtf8Bytes(new Kept(Headers, Body)));

        public static Answer Open(byte[] text, byte[] key, int status)
        {
            var opened = JsonSerializer.Deserialize<Kept>(Sealed.Open(key, text))!;
            return new Answer(status, opened.Headers, opened.Body);
        }

        sealed record Kept(Dictionary<string, string> Headers, byte[] Body);
    }

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

    const string KeepSql = """
        -- kernel.idempotency.keep
        update kernel.idempotency set status = @Status, answer = @answer, leased_until = null
        where hash = @hash and leased_until = @lease
        """;

    const string ReleaseSql = """
        -- kernel.idempotency.release
        delete from kernel.idempotency where hash = @hash and leased_until = @lease
        """;
}
