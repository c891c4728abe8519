using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Takes an address out of the book; where it was the default, the newest other one becomes it.</summary>
public static class RemoveAddress
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/addresses/{id:guid}", HandleAsync)
        .WithName(nameof(RemoveAddress))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.AddressNotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.OneAsync<Guid>(AddAddress.LockSql, new { tx.Region, caller.Account });
        if (await tx.OneOrNullAsync<bool?>(RemoveSql, new { tx.Region, id, caller.Account }) is not { } wasDefault)
            return Refusals.AddressNotFound.AsProblem();
        if (wasDefault) await tx.ExecuteAsync(PassDefaultOnSql, new { tx.Region, caller.Account });
        tx.Append(new AddressesChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- accounts.remove-address.remove
        delete from accounts.address where region = @Region and id = @id and account_id = @Account
        returning is_default
        """;

    const string PassDefaultOnSql = """
        -- accounts.remove-address.pass-default-on
        update accounts.address set is_default = true
        where region = @Region and id = (
            select id from accounts.address where region = @Region and account_id = @Account order by id desc limit 1)
        """;
}
