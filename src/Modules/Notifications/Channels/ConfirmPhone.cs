using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>The account says the code that came to its phone: from now on it is told there.</summary>
public static class ConfirmPhone
{
    const int Tries = 5;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/notifications/phone/confirmation", Handle)
        .WithName(nameof(ConfirmPhone))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.CodeGone, Refusals.CodeWrong)
        .WithExample(new Body("483920"));

    public sealed record Body([Required, RegularExpression("^[0-9]{6}$")] string PhoneCode);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, Vault vault, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var tx = await database.WriteAsync(stop);
        // Counted before it is looked at: of many at once no more are looked at than there are tries.
        var kept = await tx.OneOrNullAsync<Kept>(TrySql, new { tx.Region, account, Tries });
        if (kept is null) return Refusals.CodeGone.AsProblem();
        if (!CryptographicOperations.FixedTimeEquals(
            kept.CodeHash, PhoneNumber.HashOf(vault, account, kept.NumberIndex, body.PhoneCode)))
        {
            await tx.CommitAsync();
            return Refusals.CodeWrong.At("phoneCode").AsProblem();
        }

        await tx.ExecuteAsync(ConfirmSql, new { tx.Region, account, id = Id.New() });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    sealed record Kept(byte[] NumberIndex, byte[] CodeHash);

    const string TrySql = """
        -- notifications.confirm-phone.try
        update notifications.phone_code
        set tries = tries + 1
        where region = @Region and account_id = @account and tries < @Tries and expires_at > now()
        returning number_index, code_hash
        """;

    const string ConfirmSql = """
        -- notifications.confirm-phone.confirm
        with used as (
            delete from notifications.phone_code
            where region = @Region and account_id = @account
            returning number_sealed, number_index)
        insert into notifications.receiver (region, account_id, id, kind, address_sealed, address_index)
        select @Region, @account, @id, 'phone', number_sealed, number_index from used
        on conflict (account_id, region) where kind = 'phone' do update
            set address_sealed = excluded.address_sealed, address_index = excluded.address_index,
                made_at = now(), refused_at = null
        """;
}
