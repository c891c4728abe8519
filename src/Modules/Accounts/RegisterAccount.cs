using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// A person registers. The account is pending until its e-mail is verified, and the answer is the same whether or not
/// the address is known: then its owner is written to, and the new account can never be verified.
/// </summary>
public static class RegisterAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts", HandleAsync)
        .WithName(nameof(RegisterAccount))
        .AllowAnyone()
        .Allows(perMinute: 12, burst: 30)
        .Refuses(KernelRefusals.TooManyRequests, Refusals.CountryNotAccepted)
        .WithExample(new Body(
            "Ana Souza", "ana@example.com", "529.982.247-25", "+55 11 91234-5678", "correct horse battery",
            new PostalAddress("Rua das Flores, 12", null, "São Paulo", "SP", "01310-100", "BR")));

    public sealed record Body(
        [property: OneLine(120)] string FullName,
        [property: Email] string Email,
        [property: IdNumber] string IdNumber,
        [property: PhoneNumber] string Phone,
        [property: NewPassword] string Password,
        PostalAddress Address) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext context)
        {
            if (!Accounts.IdNumber.IsPlausible(IdNumber, Address.Country))
                yield return new("The check digits of the ID number are not right.", [nameof(IdNumber)]);
            if (string.Equals(Password, Email, StringComparison.OrdinalIgnoreCase))
                yield return new("Choose a password that is not your e-mail address.", [nameof(Password)]);
        }
    }

    public sealed record Registered(Guid Id, string Token);

    public static async Task<Results<Created<Registered>, ProblemHttpResult>> HandleAsync(
        Body body, Visit visit, Caller caller, Database db, Vault vault, Passwords passwords, IPostOffice post,
        Links links, ICarts carts, SettingBook settings, CancellationToken stop)
    {
        if (!settings.Of(AccountSettings.Countries).Has(body.Address.Country))
            return Refusals.CountryNotAccepted.AsProblem();
        string hash;
        using (var turn = await passwords.TurnAsync(stop))
        {
            if (turn is null) return KernelRefusals.TooManyRequests.AsProblem();
            hash = passwords.Hash(body.Password);
        }

        await using var tx = await db.WriteAsync(stop);
        var account = Id.New();
        await NewAccount.WriteAsync(tx, vault, new NewAccount(account, body.FullName, body.Email.Trim(),
            body.IdNumber, body.Phone, hash, visit.Locale, body.Address));
        var session = await Sessions.OpenAsync(tx, account, visit);

        await Letters.PostFirstAsync(tx, vault, post, links, account, body.Email.Trim(), body.FullName, visit.Locale);

        tx.Append(new AccountRegistered(account, visit.Locale));
        if (caller.Guest is { } guest)
        {
            await carts.MergeAsync(tx, account, guest);
            tx.Append(new SignedIn(account, Convert.ToHexStringLower(guest)));
        }

        return await tx.CommitAsync(TypedResults.Created("/api/v1/me", new Registered(account, session.Token)));
    }
}
