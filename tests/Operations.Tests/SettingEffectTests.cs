using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Orders;
using Microsoft.Extensions.DependencyInjection;
using static Feria.Operations.Tests.Counter;

namespace Feria.Operations.Tests;

/// <summary>What is set takes effect in the running host, and what it refuses changes nothing.</summary>
public sealed class SettingEffectTests(Counter counter) : IClassFixture<Counter>
{
    [Fact]
    public async Task Carts_take_so_many_lines_and_units()
    {
        var (one, other) = (await OfferAsync(), await OfferAsync());
        using var guest = counter.AsGuest();
        await counter.WithAsync("orders.line-units", 3, async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await PutAsync(guest, one, 3)).StatusCode);
            await RefusesAsync(422, "too_many_units", PutAsync(guest, one, 4));
            await RefusesAsync(422, "too_many_units", guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(one, 4)));
        });
        await counter.WithAsync(
            "orders.cart-lines", 1, () => RefusesAsync(422, "cart_full", PutAsync(guest, other, 1)));

        Assert.Equal("3", (await CartAsync(guest)).GetProperty("count").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(guest, other, 1)).StatusCode);
    }

    [Fact]
    public async Task Without_guests_they_are_asked_in_and_nothing_is_bought()
    {
        var offer = await OfferAsync();
        using var guest = counter.AsGuest();
        await PutAsync(guest, offer, 1);
        await counter.WithAsync("orders.guest-checkout", Off, async () =>
        {
            await RefusesAsync(403, "guests_not_served", guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(offer)));
            using var page = await PageAsync("/checkout", guest);
            Assert.Equal("/sign-in?back=/checkout", page.Headers.Location?.OriginalString);
        });

        Assert.Equal(new Units(10, 0, 0), await counter.UnitsAsync(offer));
        Assert.Equal(HttpStatusCode.Created,
            (await guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(offer))).StatusCode);
    }

    [Fact]
    public async Task Cash_on_delivery_and_countries_are_refused_where_they_are_off()
    {
        var offer = await OfferAsync();
        using var guest = counter.AsGuest();
        await counter.WithAsync("orders.cash-on-delivery", Off, () => RefusesAsync(
            422, "method_unavailable", guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(offer))));
        await counter.WithAsync("orders.countries", new[] { "UY", "AR" }, async () =>
        {
            await RefusesAsync(422, "country_not_served", guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(offer)));
            Assert.Equal(HttpStatusCode.Created, (await guest.PostAsJsonAsync(
                "/api/v1/checkouts", Purchase(offer, country: "UY"))).StatusCode);
        });
        Assert.Equal(new Units(9, 0, 1), await counter.UnitsAsync(offer));
    }

    [Fact]
    public async Task Units_are_held_for_as_long_as_is_set()
    {
        var holds = counter.Services.GetRequiredService<HoldTimes>();
        Assert.Equal(TimeSpan.FromMinutes(15), holds.Of("card"));
        await counter.WithAsync("orders.hold-for-card", 20, () => SaysAsync(TimeSpan.FromMinutes(20), "card"));
        await counter.WithAsync("orders.hold-for-transfer", 5, () => SaysAsync(TimeSpan.FromDays(5), "transfer"));

        Task SaysAsync(TimeSpan time, string method)
        {
            Assert.Equal(time, holds.Of(method));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Guests_carts_are_kept_for_as_long_as_is_set()
    {
        using var guest = counter.AsGuest();
        await PutAsync(guest, await OfferAsync(), 1);
        await counter.SqlAsync("""
            update orders.cart set created_at = now() - interval '3 days', changed_at = now() - interval '3 days'
            """);
        await SweepAsync();
        Assert.Equal("1", (await CartAsync(guest)).GetProperty("count").GetRawText());

        await counter.WithAsync("orders.guest-cart", 2, SweepAsync);
        Assert.Equal("0", (await CartAsync(guest)).GetProperty("count").GetRawText());

        Task SweepAsync() => counter.Services.GetServices<Job>().Single(job => job.Name == "orders.sweep-carts")
            .RunAsync(default, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Returns_and_protection_count_the_days_that_are_set()
    {
        var offer = await OfferAsync();
        var (buyer, seller) = (Guid.NewGuid(), Guid.NewGuid());
        using var account = counter.As(buyer);
        (await account.PostAsJsonAsync("/api/v1/checkouts", Purchase(offer))).EnsureSuccessStatusCode();
        var order = await counter.SqlAsync($"select id from orders.store_order where account_id = '{buyer}'");
        var store = await counter.SqlAsync($"select store_id from catalog.offer where id = '{offer}'");
        await counter.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{seller}', 'owner')");
        using var desk = counter.As(seller);

        Assert.Equal((30, 7), (await ReturnDaysAsync(), await ProtectedAsync()));
        await counter.WithAsync("orders.return-days", 14, async () => Assert.Equal(14, await ReturnDaysAsync()));
        await counter.WithAsync("payments.protection", 3, async () =>
        {
            Assert.Equal(3, await ProtectedAsync());
            await using var session = await counter.Database.ReadFreshAsync();
            Assert.Equal(TimeSpan.FromDays(3), await counter.Services.GetRequiredService<ISettingDesk>()
                .NowAsync(session, Payments.PaymentSettings.Protection));
        });

        async Task<int> ReturnDaysAsync() => (await account.GetFromJsonAsync<JsonElement>(
            $"/api/v1/orders/{order}/returns")).GetProperty("days").GetInt32();
        async Task<int> ProtectedAsync() => (await desk.GetFromJsonAsync<JsonElement>(
            $"/api/v1/store/{store}/balance")).GetProperty("protectionDays").GetInt32();
    }

    [Fact]
    public async Task New_stores_and_their_currencies_are_refused_where_they_are_off()
    {
        using var seller = counter.As(Guid.NewGuid());
        await counter.WithAsync("stores.applications", Off, async () =>
        {
            await RefusesAsync(403, "no_new_stores", OpenAsync("BRL"));
            using var page = await PageAsync("/sell", seller);
            Assert.DoesNotContain("/sell/new", await page.Content.ReadAsStringAsync());
        });
        await counter.WithAsync("stores.currencies", new[] { "EUR" }, async () =>
        {
            await RefusesAsync(422, "currency_not_accepted", OpenAsync("BRL"));
            Assert.Equal(HttpStatusCode.Created, (await OpenAsync("EUR")).StatusCode);
        });

        Task<HttpResponseMessage> OpenAsync(string currency) => seller.PostAsJsonAsync("/api/v1/store", new
        {
            name = "Ana's lamps", about = "", city = "Ouro Preto", country = "BR", language = "pt", currency,
        });
    }

    [Fact]
    public async Task Invitations_hold_as_long_as_is_set()
    {
        var (store, owner) = (await counter.OpenStoreAsync(), Guid.NewGuid());
        await counter.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{owner}', 'owner')");
        using var desk = counter.As(owner);
        await counter.WithAsync("stores.invitation", 2, async () =>
        {
            var answer = await desk.PostAsJsonAsync(
                $"/api/v1/store/{store}/invitations", new { email = "bruno@example.com", role = "clerk" });
            var invited = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var expires = invited.GetProperty("expiresAt").GetDateTime();
            Assert.InRange(expires - DateTime.UtcNow, TimeSpan.FromHours(47), TimeSpan.FromHours(48));
        });
    }

    [Fact]
    public async Task Who_registers_from_a_country_that_is_not_named_is_refused()
    {
        var before = await counter.SqlAsync("select count(*) from accounts.account");
        await counter.WithAsync("accounts.countries", new[] { "UY" }, () => RefusesAsync(
            422, "country_not_accepted", counter.Http.PostAsJsonAsync("/api/v1/accounts", new
            {
                fullName = "Ana Souza", email = "ana@example.com", idNumber = "529.982.247-25",
                phone = "+55 11 91234-5678", password = "correct horse battery",
                address = new
                {
                    line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
                },
            })));
        Assert.Equal(before, await counter.SqlAsync("select count(*) from accounts.account"));
    }

    [Fact]
    public async Task Reviews_questions_and_pictures_are_refused_where_they_are_off()
    {
        using var buyer = counter.As(Guid.NewGuid());
        var product = Guid.NewGuid();
        await counter.WithAsync("community.reviews", Off, () => RefusesAsync(403, "reviews_off", ReviewAsync()));
        await counter.WithAsync("community.questions", Off, () => RefusesAsync(
            403, "questions_off", buyer.PostAsJsonAsync(
                $"/api/v1/products/{product}/questions", new { text = "Does it fit?", language = "en" })));
        await counter.WithAsync("community.review-pictures", 1, () => RefusesAsync(
            422, "too_many_pictures", ReviewAsync("/pictures/a.webp", "/pictures/b.webp")));
        await RefusesAsync(409, "review_not_delivered", ReviewAsync());

        Task<HttpResponseMessage> ReviewAsync(params string[] pictures) => buyer.PostAsJsonAsync(
            $"/api/v1/products/{product}/reviews", new { rating = 5, language = "en", pictures });
    }

    [Fact]
    public async Task A_feature_for_named_accounts_is_theirs_alone()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        using var named = counter.As(one);
        using var stranger = counter.As(other);
        var forOne = new { isOn = false, percent = 100, accounts = new[] { one } };
        await counter.WithAsync("community.questions", forOne, async () =>
        {
            await RefusesAsync(404, "product_not_found", AskAsync(named));
            await RefusesAsync(403, "questions_off", AskAsync(stranger));
        });

        Task<HttpResponseMessage> AskAsync(HttpClient client) => client.PostAsJsonAsync(
            $"/api/v1/products/{Guid.NewGuid()}/questions", new { text = "Does it fit?", language = "en" });
    }

    [Fact]
    public async Task Every_page_says_what_the_operator_wrote_in_its_language()
    {
        await counter.WithAsync("site.name", Texts("Mercado Sol", "Mercado del Sol"), () =>
            counter.WithAsync("site.closing", Texts("Open all night.", "Abierto toda la noche."), () =>
            counter.WithAsync("site.contact", Texts("Write to us.", "Escríbenos."), () =>
            counter.WithAsync("site.banner", Texts("We move on Sunday.", "Nos mudamos el domingo."), async () =>
            {
                var (english, spanish) = (await HomeAsync("/"), await HomeAsync("/es"));
                foreach (var text in new[] { "Mercado Sol", "Open all night.", "Write to us.", "We move on Sunday." })
                    Assert.Contains(text, english);
                foreach (var text in new[]
                         { "Mercado del Sol", "Abierto toda la noche.", "Escríbenos.", "Nos mudamos el domingo." })
                    Assert.Contains(text, spanish);
            }))));
        var after = await HomeAsync("/");
        Assert.DoesNotContain("Mercado Sol", after);
        Assert.DoesNotContain("We move on Sunday.", after);
    }

    [Fact]
    public async Task An_announcement_shows_between_its_two_times()
    {
        await counter.WithAsync("site.banner", Texts("Soon or late.", ""), async () =>
        {
            await counter.WithAsync("site.banner-from", Instant(+1), async () =>
                Assert.DoesNotContain("Soon or late.", await HomeAsync("/")));
            await counter.WithAsync("site.banner-until", Instant(-1), async () =>
                Assert.DoesNotContain("Soon or late.", await HomeAsync("/")));
            await counter.WithAsync("site.banner-until", Instant(+1), async () =>
                Assert.Contains("Soon or late.", await HomeAsync("/")));
        });

        static string Instant(int hours) => DateTime.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
    }

    [Fact]
    public async Task During_maintenance_everybody_reads_and_only_operators_write()
    {
        var offer = await OfferAsync();
        using var guest = counter.AsGuest();
        await counter.WithAsync("site.maintenance-words", Texts("Back at noon.", ""), () =>
            counter.WithAsync("site.maintenance", true, async () =>
            {
                await RefusesAsync(503, "maintenance", PutAsync(guest, offer, 1));
                Assert.Equal("0", (await CartAsync(guest)).GetProperty("count").GetRawText());
                Assert.Contains("Back at noon.", await HomeAsync("/"));
                var signIn = await counter.Http.PostAsJsonAsync(
                    "/api/v1/sessions", new { email = "nobody@example.com", password = "wrong horse battery" });
                Assert.NotEqual(HttpStatusCode.ServiceUnavailable, signIn.StatusCode);
            }));
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(guest, offer, 1)).StatusCode);
    }

    async Task<Guid> OfferAsync() => await counter.OfferAsync(await counter.OpenStoreAsync(), units: 10);

    static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid offer, int quantity) =>
        client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity });

    static Task<JsonElement> CartAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/cart");

    static object Texts(string english, string spanish) => new { en = english, es = spanish };

    async Task<string> HomeAsync(string path) =>
        WebUtility.HtmlDecode(await counter.Http.GetStringAsync(path));

    // As the client, and following nowhere.
    async Task<HttpResponseMessage> PageAsync(string path, HttpClient client)
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var header in client.DefaultRequestHeaders) asked.Headers.Add(header.Key, header.Value);
        return await counter.Http.SendAsync(asked);
    }
}
