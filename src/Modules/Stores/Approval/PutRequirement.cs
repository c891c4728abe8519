using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Asks something more of stores, or changes whether it is needed. What Feria itself ships keeps its kind. Stores that
/// may sell go on doing so.
/// </summary>
public static class PutRequirement
{
    const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/store-requirements/{name}", Handle)
        .WithName(nameof(PutRequirement))
        .RequireAccess(Permission.ManageStores)
        .Refuses(Refusals.KindStays, Refusals.TooManyRequirements)
        .WithExample(new Body("verified", true, 60, new Dictionary<string, string> { ["en"] = "Trade licence" }));

    /// <param name="Kind">attested or verified; of what Feria looks for itself, computed.</param>
    /// <param name="Needed">Whether a store may not sell without it.</param>
    /// <param name="Words">What it is called, by language: codes of two letters, 120 characters each.</param>
    public sealed record Body(
        [Required, AllowedValues(Requirements.Computed, Requirements.Attested, Requirements.Verified)] string Kind,
        bool Needed,
        [Range(0, 10_000)] int Position,
        [Required, Names] IReadOnlyDictionary<string, string> Words);

    static async Task<Results<Ok<ListRequirements.Asked>, ProblemHttpResult>> Handle(
        [RegularExpression("^[a-z][a-z0-9_]{2,59}$")] string name, Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var kind = await tx.OneOrNullAsync<string>(KindSql, new { name });
        if (Refuse(kind, body, await tx.OneAsync<long>(CountSql)) is { } refusal) return refusal.AsProblem();
        await tx.ExecuteAsync(PutSql, new
        {
            name,
            body.Kind,
            body.Needed,
            body.Position,
            words = JsonSerializer.Serialize(body.Words, Json.Options),
        });
        tx.Audit(
            "requirement", name, kind is null ? null : new { kind },
            new { body.Kind, body.Needed, body.Position, body.Words });
        return await tx.CommitAsync(TypedResults.Ok(
            new ListRequirements.Asked(name, body.Kind, body.Needed, body.Position, body.Words)));
    }

    internal static Refusal? Refuse(string? kind, Body body, long count) => kind switch
    {
        null when body.Kind == Requirements.Computed => Refusals.KindStays,
        null when count >= Most => Refusals.TooManyRequirements,
        not null when kind != body.Kind => Refusals.KindStays,
        _ => null,
    };

    const string AloneSql = """
        -- stores.put-requirement.alone
        select pg_advisory_xact_lock(hashtextextended('stores.requirement', 0))
        """;

    const string KindSql = """
        -- stores.put-requirement.kind
        select kind from stores.requirement where name = @name
        """;

    const string CountSql = """
        -- stores.put-requirement.count
        select count(*) from stores.requirement
        """;

    const string PutSql = """
        -- stores.put-requirement.put
        insert into stores.requirement (name, kind, is_needed, position, words)
        values (@name, @Kind, @Needed, @Position, @words::jsonb)
        on conflict (name) do update
            set is_needed = excluded.is_needed, position = excluded.position, words = excluded.words
        """;
}

/// <summary>Names by language: at most eight, none empty.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NamesAttribute()
    : ValidationAttribute("Write up to eight names of 1 to 120 characters by language.")
{
    public override bool IsValid(object? value) => value is IReadOnlyDictionary<string, string> { Count: <= 8 } names
        && names.All(name => name.Key.Length is 2 or 3 && name.Key.All(char.IsAsciiLetterLower)
            && new OneLineAttribute(120).IsValid(name.Value));
}
