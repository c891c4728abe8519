using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Asks the stores that sell a product something everybody may read.</summary>
public static class AskQuestion
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/products/{product:guid}/questions", Handle)
        .WithName(nameof(AskQuestion))
        .RequireAccount()
        // Ten an hour.
        .Allows(perMinute: 1 / 6.0, burst: 10)
        .Refuses(Refusals.ProductNotFound, Refusals.NobodySells, Refusals.QuestionsOff)
        .WithExample(new Body("Does it fit a bulb of 60 watts?", "en"));

    /// <param name="Language">The language it is written in.</param>
    public sealed record Body(
        [Required, PlainText(1000)] string Text, [Required, RegularExpression("^[a-z]{2,3}$")] string Language);

    public sealed record Answer(Guid Id, string Text, string Author, DateTime AskedAt);

    static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Guid product, Body body, Caller caller, Database database, IProductBook products, IOfferBook offers,
        IAccountBook accounts, Features features, CancellationToken stop)
    {
        if (!features.Has(CommunitySettings.Questions, caller)) return Refusals.QuestionsOff.AsProblem();
        var account = caller.Account!.Value;
        var author = OwnReview.NameOf((await accounts.ContactAsync(account, stop))?.FullName ?? "");
        await using var tx = await database.WriteAsync(stop);
        var stores = await Sellers.OfAsync(tx, product, products, offers);
        if (stores is null) return Refusals.ProductNotFound.AsProblem();
        if (stores.Length == 0) return Refusals.NobodySells.AsProblem();

        var asked = await tx.OneAsync<Answer>(AskSql, new
        {
            id = Id.New(), product, account, author, text = body.Text.Trim(), body.Language, stores,
        });
        tx.Append(new QuestionAsked(product, asked.Id));
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/products/{product}/questions", asked));
    }

    const string AskSql = """
        -- community.ask-question.ask
        with asked as (
            insert into community.question (id, product_id, account_id, author, body, language)
            values (@id, @product, @account, @author, @text, @Language)
            returning id, body, author, asked_at),
        awaited as (
            insert into community.answer (question_id, store_id, asked_at)
            select a.id, s.id, a.asked_at from asked a cross join unnest(@stores::uuid[]) as s(id))
        select id, body as text, author, asked_at from asked
        """;
}
