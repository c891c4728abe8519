using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>A moderator takes a word off the list; what was noticed because of it stays noticed.</summary>
public static class RemoveForbiddenWord
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/moderation/words/remove", Handle)
        .WithName(nameof(RemoveForbiddenWord))
        .RequireAccess(Permission.Moderate)
        .WithExample(new Body("es", "pasaporte falso"));

    public sealed record Body([Required, OneLine(3)] string Language, [Required, OneLine(80)] string Word);

    static async Task<NoContent> Handle(Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await tx.ExecuteAsync(RemoveSql, new { body.Language, body.Word }) == 0) return TypedResults.NoContent();
        tx.Audit("forbidden_word", $"{body.Language} {body.Word}", new { body.Language, body.Word }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- trust.remove-forbidden-word.remove
        delete from trust.forbidden_word where language = @Language and word = @Word
        """;
}
