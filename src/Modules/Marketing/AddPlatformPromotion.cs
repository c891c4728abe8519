using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// The platform makes a promotion in some stores or all of them, and pays for it: stores get what they would have got.
/// </summary>
public static class AddPlatformPromotion
{
    public const int MostStores = 200;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/promotions", Handle)
        .WithName(nameof(AddPlatformPromotion))
        .RequireAccess(Permission.ManagePromotions)
        .Refuses(
            Refusals.TimesWrong, Refusals.EffectUnclear, Refusals.ScopeUnclear, Refusals.CodeTaken,
            Refusals.ByCouponAlone,
            Refusals.ProductsNotSold, Refusals.CategoryUnknown, Refusals.StoresUnknown, Refusals.TooMany)
        .WithExample(new Body(
            new(
                "Welcome", null, new(2026, 12, 24, 23, 0, 0, DateTimeKind.Utc), "WELCOME", null, null, 100_00, null,
                Promotion.Amount, null, 15_00, null, 1_000, 1, 0, null),
            "BRL", null));

    /// <param name="Currency">It looks at items of this currency alone.</param>
    /// <param name="Stores">Those it is good in; left out, all.</param>
    public sealed record Body(
        [Required] PromotionTerms Terms,
        [Required, RegularExpression("^[A-Z]{3}$")] string Currency,
        [MaxLength(MostStores)] IReadOnlyList<Guid>? Stores);

    static async Task<Results<Created<PromotionFile>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, PromotionDesk promotions, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql);
        var (made, no) = await promotions.AddAsync(
            tx, Guid.Empty, body.Currency, body.Terms, body.Stores ?? [], caller.Account);
        if (made is null) return no!.AsProblem();
        tx.Audit("promotion", made.Id, null, made);
        return await tx.CommitAsync(TypedResults.Created("/api/v1/admin/promotions", made));
    }

    // The platform has no row of its own that could be locked while its promotions are counted.
    const string AloneSql = """
        -- marketing.add-platform-promotion.alone
        select pg_advisory_xact_lock(hashtextextended('marketing.platform', 0))
        """;
}
