using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>An account begins a store: a draft it owns, which sells nothing until it is approved.</summary>
public static class OpenStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store", Handle)
        .WithName(nameof(OpenStore))
        .RequireAccount()
        .Allows(perMinute: 6, burst: 6)
        .Refuses(Refusals.TooManyStores, Refusals.NoNewStores, Refusals.CurrencyNotAccepted)
        .WithExample(new Body(
            "Ana's lamps", "Lamps made by hand in Minas Gerais, one at a time.", "Ouro Preto", "BR", "pt", "BRL"));

    /// <param name="Language">Of the store's own texts: a code of two letters.</param>
    /// <param name="Currency">Everything in the store is priced in it, for good.</param>
    public sealed record Body(
        [Required, OneLine(120)] string Name,
        [StringLength(4000)] string? About,
        [OneLine(120, Optional = true)] string? City,
        [Required, Country] string Country,
        [Required, RegularExpression("^[a-z]{2,3}$")] string Language,
        [Required, CurrencyCode] string Currency);

    static async Task<Results<Created<StoreFile>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, IAccountBook accounts, SettingBook settings, Features features,
        CancellationToken stop)
    {
        if (!features.Has(StoreSettings.Applications, caller)) return Refusals.NoNewStores.AsProblem();
        if (!settings.Of(StoreSettings.Currencies).Has(body.Currency)) return Refusals.CurrencyNotAccepted.AsProblem();
        var account = caller.Account!.Value;
        var contacts = (await accounts.ContactsAsync([account], stop)).Values.ToList();
        await using var tx = await database.WriteAsync(stop);
        if (await Workplaces.AreFullAsync(tx, account)) return Refusals.TooManyStores.AsProblem();

        var id = Id.New();
        var plain = Slug.Of(body.Name, 60);
        var isFree = plain.Length > 0 && !await tx.OneAsync<bool>(TakenSql, new { slug = plain });
        await tx.ExecuteAsync(OpenSql, new
        {
            id,
            // Two that begin under one name at once: the second is told that the address is taken, and tries again.
            slug = isFree ? plain : Slug.Unique(body.Name[..Math.Min(body.Name.Length, 60)], id),
            body.Name,
            about = body.About ?? "",
            city = body.City ?? "",
            body.Country,
            body.Language,
            body.Currency,
            account,
        });
        await History.TellAsync(tx, id, "open", null, null, account);
        tx.Append(new StaffJoined(id, account));
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{id}", await StoreFile.ReadAsync(tx, id, Desk.Owner, contacts)));
    }

    const string TakenSql = """
        -- stores.open-store.taken
        select exists (select from stores.store where slug = @slug)
        """;

    const string OpenSql = """
        -- stores.open-store.open
        with opened as (
            insert into stores.store (id, slug, name, about, city, country, language, currency, status)
            values (@id, @slug, @Name, @about, @city, @Country, @Language, @Currency, 'draft')
            returning id)
        insert into stores.staff (store_id, account_id, role)
        select id, @account, 'owner' from opened
        """;
}
