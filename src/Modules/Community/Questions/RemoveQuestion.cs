using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Who asked takes the question back, with its answers.</summary>
public static class RemoveQuestion
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/questions/{question:guid}", Handle)
        .WithName(nameof(RemoveQuestion))
        .RequireAccount()
        .Refuses(Refusals.QuestionNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid question, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var product = await tx.OneOrNullAsync<Guid?>(RemoveSql, new { question, caller.Account });
        if (product is null) return Refusals.QuestionNotFound.AsProblem();
        tx.Append(new QuestionRemoved(product.Value, question));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- community.remove-question.remove
        delete from community.question where id = @question and account_id = @Account returning product_id
        """;
}
