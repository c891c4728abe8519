using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>
/// Somebody wants to be told, once, when an offer is for sale again. A guest's address is written to for that only once
/// its owner confirmed by a first letter.
/// </summary>
public static class WaitForOffer
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/offers/{offer:guid}/waiting", Handle)
        .WithName(nameof(WaitForOffer))
        .AllowAnyone()
        .Allows(perMinute: 6, burst: 12)
        .Refuses(Refusals.OfferNotFound, Refusals.OfferForSale, Refusals.WaitingEmailNeeded, Refusals.TooManyWaiting)
        .WithExample(new Body("ana@example.com"));

    /// <param name="Email">Where a guest is written to; of no use to who is signed in.</param>
    public sealed record Body([Email] string? Email);

    /// <param name="Confirmed">False where a letter asks the guest first.</param>
    public sealed record Answer(bool Confirmed);

    static async Task<Results<Accepted<Answer>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, HttpContext http, Database database, Vault vault, IOfferBook offers,
        IStock stock, IPostOffice post, PublicSite site, CancellationToken stop)
    {
        if (caller.Account is null && string.IsNullOrWhiteSpace(body.Email))
            return Refusals.WaitingEmailNeeded.AsProblem();
        var locale = Locale.Speak(http.Request.Headers.AcceptLanguage);
        await using var tx = await database.WriteAsync(stop);
        var terms = (await offers.TermsAsync(tx, [offer])).SingleOrDefault();
        if (terms is not { Listed: true }) return Refusals.OfferNotFound.AsProblem();
        if ((await stock.LevelsAsync(tx, [offer])).Any(level => level.Available > 0))
            return Refusals.OfferForSale.AsProblem();

        var email = caller.Account is null ? body.Email!.Trim() : null;
        var who = caller.Account is { } account ? Waiter.Of(account) : Waiter.Of(vault, email!);
        if (await tx.OneAsync<long>(CountSql, new { tx.Region, who, offer }) >= Waiter.Most)
            return Refusals.TooManyWaiting.AsProblem();

        var token = Token.New();
        var isAsked = await tx.ExecuteAsync(WaitSql, new
        {
            tx.Region,
            id = Id.New(),
            offer,
            who,
            caller.Account,
            emailSealed = email is null ? null : Waiter.SealEmail(vault, email),
            locale,
            tokenHash = email is null ? null : Token.Hash(token),
        }) > 0;
        if (isAsked && email is not null)
            await post.PostAsync(tx, new Letter(email, locale, "waiting-confirm", new Dictionary<string, string>
            {
                ["lines"] = Waiter.Words(terms),
                ["link"] = site.Page(locale, $"back-in-stock?token={token}"),
            }));
        // It may have come back before this commit, with nobody to tell.
        tx.Enqueue(TellWaiting.JobName, new TellWaiting.Order(offer), key: $"{offer}");
        return await tx.CommitAsync(TypedResults.Accepted((string?)null, new Answer(email is null)));
    }

    const string CountSql = """
        -- inventory.wait-for-offer.count
        select count(*) from inventory.waiting where region = @Region and who = @who and offer_id <> @offer
        """;

    // Who asks again gets another letter, but not one after the other.
    const string WaitSql = """
        -- inventory.wait-for-offer.wait
        insert into inventory.waiting as w (
            region, id, offer_id, who, account_id, email_sealed, locale, token_hash, confirmed_at)
        values (@Region, @id, @offer, @who, @Account, @emailSealed, @locale, @tokenHash,
            case when @Account::uuid is not null then now() end)
        on conflict (offer_id, who, region) do update
            set token_hash = excluded.token_hash, locale = excluded.locale, made_at = now()
            where w.confirmed_at is null and w.made_at < now() - interval '10 minutes'
        """;
}
