using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes a segment, or changes what it is: who it has is found anew each time, so campaigns go on with what it is now.
/// </summary>
public static class PutSegment
{
    public const int Most = 200;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/segments/{segment:guid}", Handle)
        .WithName(nameof(PutSegment))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.RuleUnclear, Refusals.SegmentUnknown, Refusals.CategoryUnknown, Refusals.SegmentNameTaken,
            Refusals.TooManySegments)
        .WithExample(new Body("Back to the fair", new(Rule.All,
        [
            new(Rule.Country, In: ["BR", "AR"]), new(Rule.Ordered, Not: true, Days: 90), new(Rule.Orders, Least: 1),
        ])));

    public sealed record Body([Required, OneLine(80)] string Name, [Required] Rule Rule);

    static async Task<Results<Ok<SegmentFile>, ProblemHttpResult>> Handle(
        Guid segment, Body body, Caller caller, Database database, SegmentBook segments, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        if (await segments.RefuseAsync(tx, body.Rule, segment) is { } refusal) return refusal.AsProblem();
        var before = await segments.FindAsync(tx, segment);
        if (before is null && await tx.OneAsync<int>(CountSql) >= Most) return Refusals.TooManySegments.AsProblem();
        if (await tx.OneAsync<bool>(TakenSql, new { segment, body.Name }))
            return Refusals.SegmentNameTaken.AsProblem();
        await tx.ExecuteAsync(PutSql, new
        {
            segment, body.Name, rule = JsonSerializer.Serialize(body.Rule, Json.Options), caller.Account,
        });
        var now = (await segments.FindAsync(tx, segment))!;
        tx.Audit(
            "segment", segment, before is null ? null : new { before.Name, before.Rule }, new { now.Name, now.Rule });
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    // One names another: two that change at once may not come to name each other.
    internal const string AloneSql = """
        -- marketing.put-segment.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.segments', 0))
        """;

    const string CountSql = """
        -- marketing.put-segment.count
        select count(*)::int from marketing.segment
        """;

    const string TakenSql = """
        -- marketing.put-segment.taken
        select exists (select from marketing.segment where name = @Name and id <> @segment)
        """;

    const string PutSql = """
        -- marketing.put-segment.put
        insert into marketing.segment (id, name, rule, made_by) values (@segment, @Name, @rule::jsonb, @Account)
        on conflict (id) do update set name = excluded.name, rule = excluded.rule, changed_at = now()
        """;
}
