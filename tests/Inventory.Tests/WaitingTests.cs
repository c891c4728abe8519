using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Inventory.Tests;

/// <summary>Who waits for something sold out is told once when it is back, and nobody is who did not ask.</summary>
public sealed class WaitingTests(Market market) : IClassFixture<Market>
{
    readonly IStock stock = market.Services.GetRequiredService<IStock>();

    [Fact]
    public async Task An_account_is_told_once_and_waits_no_longer()
    {
        var offer = await OfferAsync();
        var buyer = market.As(await market.PersonAsync());

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await WaitAsync(buyer, offer)).StatusCode);
        Assert.Equal([offer], await WaitsForAsync(buyer));
        await market.CountAsync(offer, 1);
        await market.SettleAsync();
        await market.CountAsync(offer, 0);
        await market.CountAsync(offer, 2);
        await market.SettleAsync();

        Assert.Empty(await WaitsForAsync(buyer));
        Assert.Single(await ToldAsync(offer));
        Assert.Equal(1L, await market.SqlAsync($"""
            select count(*)
            from notifications.notice n
            join catalog.offer o on o.id = '{offer}'
            where n.kind = 'waiting-over' and n.path like '%variant=' || o.variant_id
            """));
    }

    [Fact]
    public async Task A_guest_is_written_to_only_after_confirming_by_the_first_letter()
    {
        var (confirmed, silent) = (NewEmail(), NewEmail());
        var offer = await OfferAsync();
        using var guest = market.AsGuest();
        foreach (var email in new[] { confirmed, silent, silent })
            Assert.False((await (await WaitAsync(guest, offer, email)).JsonAsync())
                .GetProperty("confirmed").GetBoolean());
        var asked = await market.LettersAsync("waiting-confirm");
        Assert.Single(asked, letter => letter.To == silent);
        var kept = (string)(await market.SqlAsync("select string_agg(w::text, ' ') from inventory.waiting w"))!;
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(silent)), kept);

        var token = TokenOf(asked.Single(letter => letter.To == confirmed));
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await guest.PostAsJsonAsync(
                "/api/v1/waiting/confirm", new { token })).StatusCode);
        await market.CountAsync(offer, 1);
        await market.SettleAsync();

        Assert.Equal([confirmed], (await ToldAsync(offer)).Select(letter => letter.To));
        Assert.Equal("waiting_over", await (await guest.PostAsJsonAsync(
            "/api/v1/waiting/confirm", new { token })).CodeAsync());
    }

    [Fact]
    public async Task What_came_back_before_the_letter_was_opened_is_told_at_once()
    {
        var (email, offer) = (NewEmail(), await OfferAsync());
        using var guest = market.AsGuest();
        await WaitAsync(guest, offer, email);
        await market.CountAsync(offer, 3);
        await market.SettleAsync();
        Assert.Empty(await ToldAsync(offer));

        var token = TokenOf((await market.LettersAsync("waiting-confirm")).Single(letter => letter.To == email));
        await guest.PostAsJsonAsync("/api/v1/waiting/confirm", new { token });
        await market.SettleAsync();

        Assert.Single(await ToldAsync(offer));
    }

    [Fact]
    public async Task Who_says_no_is_forgotten_and_saying_it_again_is_no_fault()
    {
        var (email, offer) = (NewEmail(), await OfferAsync());
        using var guest = market.AsGuest();
        await WaitAsync(guest, offer, email);
        var token = TokenOf((await market.LettersAsync("waiting-confirm")).Single(letter => letter.To == email));

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await guest.PostAsJsonAsync(
                "/api/v1/waiting/end", new { token })).StatusCode);

        Assert.Equal(0L, await CountAsync(offer));
        var buyer = market.As(await market.PersonAsync());
        await WaitAsync(buyer, offer);
        for (var i = 0; i < 2; i++) await buyer.DeleteAsync($"/api/v1/me/waiting/{offer}");
        Assert.Equal(0L, await CountAsync(offer));
    }

    [Fact]
    public async Task In_a_crowd_everybody_is_told_once_and_those_for_whom_nothing_is_left_go_on_waiting()
    {
        var offer = await OfferAsync();
        await WaitAsync(market.AsGuest(), offer, NewEmail());
        await market.SqlAsync($"""
            insert into inventory.waiting (
                region, id, offer_id, who, email_sealed, locale, token_hash, confirmed_at)
            select region, gen_random_uuid(), offer_id, sha256(n::text::bytea), email_sealed, locale,
                sha256(('t' || n)::bytea), now()
            from inventory.waiting, generate_series(1, 250) n where offer_id = '{offer}';
            delete from inventory.waiting where offer_id = '{offer}' and confirmed_at is null
            """);
        var job = market.Services.GetServices<Job>().Single(one => one.Name == "inventory.tell-waiting");
        var order = System.Text.Json.JsonSerializer.SerializeToElement(new { offer });

        await market.CountAsync(offer, 4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => job.RunAsync(order, default)));
        await market.SettleAsync();

        Assert.Equal(250, (await ToldAsync(offer)).Count);
        Assert.Equal(0L, await CountAsync(offer));

        var late = market.As(await market.PersonAsync());
        await market.CountAsync(offer, 0);
        await WaitAsync(late, offer);
        await job.RunAsync(order, default);
        await market.SettleAsync();
        Assert.Equal([offer], await WaitsForAsync(late));
    }

    [Fact]
    public async Task Whose_wish_somebody_holds_while_others_are_told_is_told_as_well()
    {
        var offer = await OfferAsync();
        var buyer = market.As(await market.PersonAsync());
        await WaitAsync(buyer, offer);
        // It comes back while nobody waits for sure, so that nobody is told yet.
        await market.SqlAsync($"update inventory.waiting set confirmed_at = null where offer_id = '{offer}'");
        await market.CountAsync(offer, 1);
        await market.SettleAsync();
        await market.SqlAsync($"update inventory.waiting set confirmed_at = now() where offer_id = '{offer}'");

        var job = market.Services.GetServices<Job>().Single(one => one.Name == "inventory.tell-waiting");
        await market.WhileHeldAsync(
            $"select id from inventory.waiting where offer_id = '{offer}' for update",
            () => job.RunAsync(JsonSerializer.SerializeToElement(new { offer }), default));

        Assert.Equal(0L, await CountAsync(offer));
        Assert.Single(await ToldAsync(offer));
    }

    [Fact]
    public async Task Only_what_is_listed_and_sold_out_is_waited_for_and_by_somebody()
    {
        var offer = await OfferAsync();
        using var guest = market.AsGuest();
        using var buyer = market.As(await market.PersonAsync());

        Assert.Equal("waiting_email_needed", await (await WaitAsync(guest, offer)).CodeAsync());
        Assert.Equal("invalid_fields", await (await WaitAsync(guest, offer, "nobody")).CodeAsync());
        Assert.Equal("offer_not_found", await (await WaitAsync(buyer, Id.New())).CodeAsync());
        await market.CountAsync(offer, 1);
        Assert.Equal("offer_for_sale", await (await WaitAsync(buyer, offer)).CodeAsync());
        await market.CountAsync(offer, 0);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{offer}'");
        Assert.Equal("offer_not_found", await (await WaitAsync(buyer, offer)).CodeAsync());
        Assert.Equal(0L, await CountAsync(offer));
    }

    [Fact]
    public async Task Nobody_is_called_to_a_closed_store_and_who_left_waits_for_nothing()
    {
        var (offer, account) = (await OfferAsync(), await market.PersonAsync());
        await WaitAsync(market.As(account), offer);
        await market.SqlAsync($"""
            update stores.store set holiday_since = now()
            where id = (select store_id from catalog.offer where id = '{offer}')
            """);
        await market.CountAsync(offer, 1);
        await market.SettleAsync();
        Assert.Equal(1L, await CountAsync(offer));
        Assert.Empty(await ToldAsync(offer));

        await market.DoAsync(tx => { tx.Append(new AccountClosed(account)); return Task.CompletedTask; });
        await market.SettleAsync();
        Assert.Equal(0L, await CountAsync(offer));
    }

    static Task<HttpResponseMessage> WaitAsync(HttpClient who, Guid offer, string? email = null) =>
        who.PostAsJsonAsync($"/api/v1/offers/{offer}/waiting", new { email });

    static async Task<IEnumerable<Guid>> WaitsForAsync(HttpClient who) =>
        (await (await who.GetAsync("/api/v1/me/waiting")).JsonAsync()).GetProperty("items").EnumerateArray()
            .Select(line => line.GetProperty("offer").GetGuid());

    static string TokenOf(Letter letter) => HttpUtility.ParseQueryString(new Uri(letter.Facts["link"]).Query)["token"]!;

    static string NewEmail() => $"w.{Guid.NewGuid():N}@example.com";

    async Task<Guid> OfferAsync() => await market.OfferAsync(await market.OpenStoreAsync(), units: 0);

    async Task<long> CountAsync(Guid offer) =>
        (long)(await market.SqlAsync($"select count(*) from inventory.waiting where offer_id = '{offer}'"))!;

    async Task<IReadOnlyList<Letter>> ToldAsync(Guid offer)
    {
        var variant = await market.SqlAsync($"select variant_id from catalog.offer where id = '{offer}'");
        return [.. (await market.LettersAsync("waiting-over"))
            .Where(letter => letter.Facts["link"].EndsWith($"?variant={variant}", StringComparison.Ordinal))];
    }
}
