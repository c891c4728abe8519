using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// Makes a rule of what the platform takes. It counts for orders placed from now on; one of the same name for the same
/// sales ends as it begins.
/// </summary>
public static class PutFee
{
    internal const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/fees", Handle)
        .WithName(nameof(PutFee))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.FeeTakesNothing, Refusals.FeeScopeWrong, Refusals.StoreNotFound, Refusals.TooManyFees)
        .WithExample(new Body("closing", 20, "BRL", null, null, null, 0, 500, true, null, null, 0));

    /// <param name="Name">
    /// Rules of one name exclude one another; <c>commission</c> stands in place of the store's own rate.
    /// </param>
    /// <param name="Position">Components are taken in this order.</param>
    /// <param name="BasisPoints">Hundredths of a percent of the items.</param>
    /// <param name="FixedMinor">Once an order, or each unit.</param>
    /// <param name="TaxBasisPoints">The tax on it, on top.</param>
    public sealed record Body(
        [Required, RegularExpression("^[a-z][a-z0-9_]{1,39}$")] string Name,
        [Range(0, 1_000)] int Position,
        [Required, Length(3, 3)] string Currency,
        Guid? Store,
        [Range(1, int.MaxValue)] int? Category,
        Guid? Product,
        [Range(0, 10_000)] int? BasisPoints,
        [Range(0, 1_000_000_000)] long? FixedMinor,
        bool? IsPerUnit,
        [Range(0, 1_000_000_000_000)] long? MinMinor,
        [Range(0, 1_000_000_000_000)] long? MaxMinor,
        [Range(0, 10_000)] int? TaxBasisPoints);

    static async Task<Results<Created<FeeRule>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (Refuse(body) is { } refusal) return refusal.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (body.Store is { } store && !await tx.OneAsync<bool>(StoreSql, new { store }))
            return Refusals.StoreNotFound.AsProblem();
        // Two that make rules at once go one after the other, so that of two alike the later stands.
        await tx.ExecuteAsync(LockSql);
        if (await tx.OneAsync<long>(CountSql) >= Most) return Refusals.TooManyFees.AsProblem();
        var now = clock.GetUtcNow().UtcDateTime;
        await tx.ExecuteAsync(EndSql, new
        {
            body.Name, body.Currency, body.Store, body.Category, body.Product, caller.Account, now,
        });
        var rule = await tx.OneAsync<FeeRule>(MakeSql, new
        {
            id = Id.New(), body.Name, body.Position, body.Currency, body.Store, body.Category, body.Product,
            basisPoints = body.BasisPoints ?? 0, fixedMinor = body.FixedMinor ?? 0, isPerUnit = body.IsPerUnit ?? false,
            body.MinMinor, body.MaxMinor, taxBasisPoints = body.TaxBasisPoints ?? 0, caller.Account, now,
        });
        tx.Audit("fee", rule.Id, null, rule);
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/admin/fees/{rule.Id}", rule));
    }

    internal static Refusal? Refuse(Body body) => body switch
    {
        { Category: not null, Product: not null } => Refusals.FeeScopeWrong,
        _ when body.MaxMinor < (body.MinMinor ?? 0) => Refusals.FeeScopeWrong,
        _ when !Currency.IsKnown(body.Currency) => Refusals.FeeScopeWrong,
        // Of the store's own rate even nothing says something: that these sales are free.
        { BasisPoints: null or 0, FixedMinor: null or 0, MinMinor: null or 0, Name: not FeeTerms.Commission } =>
            Refusals.FeeTakesNothing,
        _ => null,
    };

    const string StoreSql = """
        -- stores.put-fee.store
        select exists (select from stores.store where id = @store)
        """;

    const string LockSql = """
        -- stores.put-fee.lock
        select pg_advisory_xact_lock(1717922921, hashtext('stores.fees'))
        """;

    const string CountSql = """
        -- stores.put-fee.count
        select count(*) from stores.fee where ended_at is null
        """;

    const string EndSql = """
        -- stores.put-fee.end
        update stores.fee
        set ended_at = @now, ended_by = @Account
        where ended_at is null and name = @Name and currency = @Currency and store_id is not distinct from @Store
            and category is not distinct from @Category and product_id is not distinct from @Product
        """;

    const string MakeSql = $"""
        -- stores.put-fee.make
        insert into stores.fee (id, name, position, currency, store_id, category, product_id, basis_points, fixed_minor,
            is_per_unit, min_minor, max_minor, tax_basis_points, made_by, made_at)
        values (@id, @Name, @Position, @Currency, @Store, @Category, @Product, @basisPoints, @fixedMinor, @isPerUnit,
            @MinMinor, @MaxMinor, @taxBasisPoints, @Account, @now)
        returning {FeeRule.Columns}
        """;
}
