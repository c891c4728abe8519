using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// What the platform chose: what strikes weigh and lead to, what is noticed by itself, forbidden words.
/// </summary>
public static class ListModerationRules
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/moderation/rules", Handle)
        .WithName(nameof(ListModerationRules))
        .RequireAccess(Permission.Moderate);

    /// <param name="Words">By language and word; a language has 500 at most.</param>
    public sealed record Answer(IReadOnlyList<RuleBook.Rule> Rules, IReadOnlyList<Word> Words);

    /// <param name="Language">Of what is written; * for any.</param>
    public sealed record Word(string Language, string Text);

    static async Task<Ok<Answer>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Answer(
            await RuleBook.ListAsync(session), await session.ListAsync<Word>(WordsSql)));
    }

    const string WordsSql = """
        -- trust.list-moderation-rules.words
        select language, word as text from trust.forbidden_word order by language, word limit 10000
        """;
}
