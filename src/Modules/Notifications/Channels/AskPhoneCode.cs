using System.Globalization;
using System.Security.Cryptography;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>The account names a phone; a code is sent there, which proves that it is theirs.</summary>
public static class AskPhoneCode
{
    const int MostADay = 5;

    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/notifications/phone", Handle)
        .WithName(nameof(AskPhoneCode))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 3, burst: 5)
        .Refuses(Refusals.ChannelNotOffered, Refusals.EmailUnverified, Refusals.NumberIncomplete, Refusals.TooManyCodes)
        .WithExample(new Body("+55 11 91234-5678"));

    public sealed record Body([property: PhoneNumber] string Phone);

    static async Task<Results<Accepted, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, Vault vault, Receivers receivers, Messages messages,
        IAccountBook accounts, CancellationToken stop)
    {
        if (!receivers.OfferSms) return Refusals.ChannelNotOffered.AsProblem();
        var number = PhoneNumber.Plain(body.Phone);
        if (!receivers.Takes(ReceiverKind.Phone, number)) return Refusals.NumberIncomplete.At("phone").AsProblem();
        // Accounts cost nothing and messages do.
        if (await accounts.ContactAsync(caller.Account!.Value, stop) is not { Verified: true })
            return Refusals.EmailUnverified.AsProblem();
        var (account, index) = (caller.Account.Value, receivers.Index(number));
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

        await using var tx = await database.WriteAsync(stop);
        var counts = await tx.ListAsync<int>(
            CountSql, new { subjects = new[] { index, receivers.Index($"{account}") } });
        // What was counted is given up with the transaction.
        if (counts.Any(many => many > MostADay)) return Refusals.TooManyCodes.AsProblem();
        await tx.ExecuteAsync(KeepSql, new
        {
            tx.Region, account, number = receivers.Seal(number), index,
            hash = PhoneNumber.HashOf(vault, account, index, code), Life,
        });
        await messages.PostCodeAsync(tx, account, number, code);
        return await tx.CommitAsync(TypedResults.Accepted((string?)null));
    }

    // In order: two that count the same ones wait in line.
    const string CountSql = """
        -- notifications.ask-phone-code.count
        insert into notifications.code_count as c (subject, day, many)
        select subject, (now() at time zone 'utc')::date, 1
        from unnest(@subjects::bytea[]) as s(subject)
        order by subject
        on conflict (subject) do update
            set many = case when c.day = excluded.day then c.many + 1 else 1 end, day = excluded.day
        returning many
        """;

    const string KeepSql = """
        -- notifications.ask-phone-code.keep
        insert into notifications.phone_code (region, account_id, number_sealed, number_index, code_hash, expires_at)
        values (@Region, @account, @number, @index, @hash, now() + @Life)
        on conflict (region, account_id) do update
            set number_sealed = excluded.number_sealed, number_index = excluded.number_index,
                code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at, refused_at = null
        """;
}
