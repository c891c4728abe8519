using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Integrations;

/// <summary>An owner makes a key for a program of the store. Its token is shown this once.</summary>
public static class MakeKey
{
    const int Most = 50;
    const int ShownLetters = 6;

    static readonly TimeSpan Longest = TimeSpan.FromDays(5 * 365);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/keys", Handle)
        .WithName(nameof(MakeKey))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.TooManyKeys, Refusals.KeyEnds)
        .WithExample(new Body("Stock room", [KeyScope.Orders], null));

    /// <param name="Scopes">read, orders, listings; each of them also reads.</param>
    /// <param name="EndsAt">When it opens nothing any more; null for when it is revoked.</param>
    public sealed record Body(
        [Required, OneLine(80)] string Name,
        [Required, SomeOf(KeyScope.Read, KeyScope.Orders, KeyScope.Listings)] string[] Scopes,
        DateTime? EndsAt);

    /// <param name="Token">What the program sends as <c>Authorization: Bearer …</c>; told this once.</param>
    public sealed record Answer(Guid Id, string Token, string Prefix);

    static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, HttpContext http, Database database, IStoreDesk desk, TimeProvider clock,
        CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var (now, ends) = (clock.GetUtcNow().UtcDateTime, body.EndsAt?.InUtc());
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (ends <= now || ends > now + Longest) return Refusals.KeyEnds.At("endsAt").AsProblem();
        await Room.LockAsync(tx, store);
        if (await tx.OneAsync<long>(CountSql, new { store, now }) >= Most) return Refusals.TooManyKeys.AsProblem();

        var (id, token) = (Id.New(), CallerKey.Prefix + Token.New());
        var prefix = token[..(CallerKey.Prefix.Length + ShownLetters)];
        await tx.ExecuteAsync(MakeSql, new
        {
            id, store, name = body.Name.Trim(), prefix, hash = Token.Hash(token),
            scopes = KeyScope.All.Where(body.Scopes.Contains).ToArray(), caller.Account, ends,
        });
        tx.Append(new KeyChanged(store, id));
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/keys/{id}", new Answer(id, token, prefix)));
    }

    const string CountSql = """
        -- integrations.make-key.count
        select count(*)
        from integrations.api_key
        where store_id = @store and revoked_at is null and (ends_at is null or ends_at > @now)
        """;

    const string MakeSql = """
        -- integrations.make-key.make
        insert into integrations.api_key (id, store_id, name, prefix, token_hash, scopes, made_by, ends_at)
        values (@id, @store, @name, @prefix, @hash, @scopes, @Account, @ends)
        """;
}
