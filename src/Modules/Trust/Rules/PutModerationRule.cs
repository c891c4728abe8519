using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>A moderator changes a number of the rules; it holds for what is decided from now on.</summary>
public static class PutModerationRule
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/moderation/rules/{name}", Handle)
        .WithName(nameof(PutModerationRule))
        .RequireAccess(Permission.Moderate)
        .Refuses(Refusals.RuleNotFound, Refusals.RuleOutOfRange)
        .WithExample(new Body(365));

    public sealed record Body([Required] int? Value);

    static async Task<Results<Ok<RuleBook.Rule>, ProblemHttpResult>> Handle(
        string name, Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var before = await tx.OneOrNullAsync<RuleBook.Rule>(LockSql, new { name });
        if (before is null) return Refusals.RuleNotFound.AsProblem();
        if (body.Value < before.Least || body.Value > before.Most)
            return Refusals.RuleOutOfRange.With("least", before.Least).With("most", before.Most).AsProblem();

        await tx.ExecuteAsync(PutSql, new { name, body.Value });
        tx.Audit("moderation_rule", name, new { value = before.Value }, new { value = body.Value });
        return await tx.CommitAsync(TypedResults.Ok(before with { Value = body.Value!.Value }));
    }

    const string LockSql = """
        -- trust.put-moderation-rule.lock
        select name, value, least, most from trust.rule where name = @name for update
        """;

    const string PutSql = """
        -- trust.put-moderation-rule.put
        update trust.rule set value = @Value where name = @name
        """;
}
