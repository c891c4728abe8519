using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// A moderator has what is written with a word looked at, in one language or in any, whatever its case and accents are.
/// </summary>
public static class AddForbiddenWord
{
    const int MostOfLanguage = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/moderation/words", Handle)
        .WithName(nameof(AddForbiddenWord))
        .RequireAccess(Permission.Moderate)
        .Refuses(Refusals.WordTooPlain, Refusals.TooManyWords)
        .WithExample(new Body("es", "Pasaporte falso"));

    /// <param name="Language">Of what is written, like es; * for any.</param>
    /// <param name="Word">A word or a few.</param>
    public sealed record Body(
        [Required, RegularExpression(@"^([a-z]{2,3}|\*)$")] string Language, [Required, OneLine(80)] string Word);

    static async Task<Results<Ok<ListModerationRules.Word>, ProblemHttpResult>> Handle(
        Body body, Database database, CancellationToken stop)
    {
        var word = PlainWords.Of(body.Word);
        if (word.Length < 2) return Refusals.WordTooPlain.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        // Two at once are counted one after the other.
        await tx.ExecuteAsync(LockSql, new { body.Language });
        if (await tx.OneAsync<int>(CountSql, new { body.Language, word }) >= MostOfLanguage)
            return Refusals.TooManyWords.AsProblem();
        var answer = TypedResults.Ok(new ListModerationRules.Word(body.Language, word));
        if (await tx.ExecuteAsync(AddSql, new { body.Language, word }) == 0) return answer;
        tx.Audit("forbidden_word", $"{body.Language} {word}", null, new { body.Language, word });
        return await tx.CommitAsync(answer);
    }

    const string LockSql = """
        -- trust.add-forbidden-word.lock
        select pg_advisory_xact_lock(hashtext('trust.forbidden_word ' || @Language))
        """;

    const string CountSql = """
        -- trust.add-forbidden-word.count
        select count(*)::int from trust.forbidden_word where language = @Language and word <> @word
        """;

    const string AddSql = """
        -- trust.add-forbidden-word.add
        insert into trust.forbidden_word (language, word) values (@Language, @word)
        on conflict do nothing
        """;
}
