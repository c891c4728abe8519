using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>An account changes what it says of its person; e-mail and password have their own ways.</summary>
public static class PutMe
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me", HandleAsync)
        .WithName(nameof(PutMe))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.IdNumberWrong)
        .WithExample(new Body("Ana Lúcia Souza", "529.982.247-25", "+55 11 91234-5678", "es"));

    public sealed record Body(
        [property: OneLine(120)] string FullName,
        [property: IdNumber] string IdNumber,
        [property: PhoneNumber] string Phone,
        [property: AllowedValues("en", "es", null)] string? Locale);

    public static async Task<Results<Ok<GetMe.Me>, ProblemHttpResult>> HandleAsync(
        Body body, Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var country = await tx.OneOrNullAsync<string>(CountrySql, new { tx.Region, caller.Account });
        if (!Accounts.IdNumber.IsPlausible(body.IdNumber, country ?? "")) return Refusals.IdNumberWrong.AsProblem();

        await tx.ExecuteAsync(PutSql, new
        {
            tx.Region,
            caller.Account,
            name = vault.SealName(body.FullName),
            number = vault.SealIdNumber(body.IdNumber),
            phone = vault.SealPhone(body.Phone),
            body.Locale,
        });
        tx.Append(new AccessChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.Ok(await GetMe.FindAsync(tx, vault, tx.Region, caller)));
    }

    const string CountrySql = """
        -- accounts.put-me.country
        select country from accounts.address
        where region = @Region and account_id = @Account and is_default
        """;

    const string PutSql = """
        -- accounts.put-me.put
        update accounts.account
        set full_name_sealed = @name, id_number_sealed = @number, phone_sealed = @phone,
            locale = coalesce(@Locale, locale)
        where region = @Region and id = @Account and status <> 'closed'
        """;
}
