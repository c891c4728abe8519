using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing.Tests;

/// <summary>What is shown first for money: where, what a click costs, and that no budget is exceeded.</summary>
public sealed class SponsoredTests(Fairground fair) : IClassFixture<Fairground>
{
    const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    static int made;

    async Task<(Guid Store, Guid Product, Guid Offer, string Title)> ShelveAsync(string words)
    {
        var (owner, manager) = (
            await fair.PersonAsync(), await fair.PersonAsync(role: Accounts.Roles.PlatformManager));
        var store = await owner.OpenApprovedAsync(manager);
        var title = $"{words} {Interlocked.Increment(ref made)}";
        var (product, offer) = await fair.ShelveAsync(store, title);
        return (store, product, offer, title);
    }

    static object Terms(params Guid[] offers) => Terms(offers, 1_000, 10);

    // So short that its pace allows all of it at once.
    static object Terms(Guid[] offers, long budget, long bid, double hours = 0.5) => new
    {
        name = "Lamps first", offers, currency = "BRL", budget, bid, until = DateTime.UtcNow.AddHours(hours),
    };

    async Task<Guid> SponsorAsync(Person specialist, object terms)
    {
        var id = Id.New();
        var put = await specialist.DoAsync(HttpMethod.Put, $"/admin/marketing/sponsorships/{id}", terms);
        Assert.True(put.Status == 200, $"{put.Body}");
        await fair.Services.GetRequiredService<Showing>().LookAsync(default);
        return id;
    }

    async Task<IReadOnlyList<(Guid Id, Guid Product)>> ShownAsync(string query) =>
        [.. (await fair.Http.GetFromJsonAsync<JsonElement>($"/api/v1/products/sponsored?{query}"))
            .GetProperty("items").EnumerateArray()
            .Select(one => (one.GetProperty("id").GetGuid(), one.GetProperty("hit").GetProperty("id").GetGuid()))];

    Task<JsonElement> FileAsync(Person specialist, Guid sponsorship) =>
        specialist.GetAsync($"/admin/marketing/sponsorships/{sponsorship}").ContinueWith(
            said => said.Result.Body, TaskScheduler.Default);

    static (long Spent, int Clicks, int Charged, long Seen) Figures(JsonElement file)
    {
        var offer = file.GetProperty("offers")[0];
        return (
            file.GetProperty("spent").GetProperty("amount").GetInt64(), offer.GetProperty("clicks").GetInt32(),
            offer.GetProperty("charged").GetInt32(), offer.GetProperty("impressions").GetInt64());
    }

    async Task<HttpResponseMessage> TellAsync(
        object body, string? guest = null, string agent = Browser, string? token = null)
    {
        var told = new HttpRequestMessage(HttpMethod.Post, "/api/v1/shown") { Content = JsonContent.Create(body) };
        if (guest is not null) told.Headers.Add("Feria-Cart", guest);
        if (token is not null) told.Headers.Authorization = new("Bearer", token);
        if (agent.Length > 0) told.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await fair.Http.SendAsync(told);
    }

    Task WrittenAsync() => fair.Services.GetRequiredService<ShownLog>().WriteAsync();

    async Task ClaimHoldsAsync() => Assert.Equal(0, await fair.NumberAsync(
        $"select count(*) from ({Claims.All.Single(one => one.Name == "marketing.clicks-add-up").Sql}) broken"));

    [Fact]
    public async Task It_is_shown_only_to_what_it_answers_and_while_it_sells()
    {
        var (store, product, offer, title) = await ShelveAsync("Zinnober lantern");
        var specialist = await fair.SpecialistAsync();
        var id = await SponsorAsync(specialist, Terms(offer));

        Assert.Equal([product], (await ShownAsync("q=zinnober")).Select(one => one.Product));
        Assert.Equal([product], (await ShownAsync("q=lantern+zinnober")).Select(one => one.Product));
        Assert.Empty(await ShownAsync("q=zinnober+kettle"));
        Assert.Empty(await ShownAsync("q=zinober"));
        Assert.Empty(await ShownAsync("q="));
        Assert.Empty(await ShownAsync("category=nowhere"));

        // Its own page says so in each language, in the first place, and the product stands there once.
        foreach (var (prefix, label) in new[] { ("", "Sponsored"), ("/es", "Patrocinado"), ("/pt", "Patrocinado") })
        {
            var page = await fair.Http.GetStringAsync($"{prefix}/search?q=zinnober");
            Assert.Equal(2, page.Split($">{label}<").Length);
            Assert.Equal(2, page.Split($">{title}<").Length);
        }

        await specialist.DoAsync(
            HttpMethod.Post, $"/admin/marketing/sponsorships/{id}/moves", new { move = "pause" });
        await fair.Services.GetRequiredService<Showing>().LookAsync(default);
        Assert.Empty(await ShownAsync("q=zinnober"));
        await specialist.DoAsync(
            HttpMethod.Post, $"/admin/marketing/sponsorships/{id}/moves", new { move = "resume" });
        await fair.Services.GetRequiredService<Showing>().LookAsync(default);
        Assert.Single(await ShownAsync("q=zinnober"));

        await fair.SqlAsync($"update inventory.stock set on_hand = 0 where offer_id = '{offer}'");
        await using (var tx = await fair.Database.WriteAsync())
        {
            tx.Append(new ProductPut(product));
            await tx.CommitAsync();
        }

        await fair.SettleAsync();
        Assert.Empty(await ShownAsync("q=zinnober"));
    }

    [Fact]
    public async Task A_thousand_clicks_at_once_on_a_budget_for_a_hundred_are_charged_a_hundred_times()
    {
        var (_, _, offer, _) = await ShelveAsync("Amber lantern");
        var specialist = await fair.SpecialistAsync();
        var id = await SponsorAsync(specialist, Terms([offer], 100 * 7 + 6, 7));
        var shown = (await ShownAsync("q=amber"))[0].Id;
        var charging = fair.Services.GetRequiredService<Charging>();
        var now = DateTime.UtcNow;
        Click[] clicks = [.. Enumerable.Range(0, 1_000).Select(_ => new Click(
            shown, now, Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToByteArray()))];

        // Each is brought twice, by eight at once, as where a commit's outcome was not known.
        await Task.WhenAll(clicks.Concat(clicks).Chunk(50).Select(some => Task.Run(() =>
            charging.NoteAsync(id, new Dictionary<Guid, int>(), some))));

        Assert.Equal((700L, 1_000, 100, 0L), Figures(await FileAsync(specialist, id)));
        Assert.Equal("spent", (await FileAsync(specialist, id)).GetProperty("status").GetString());
        Assert.Equal(700, await fair.NumberAsync(
            $"select sum(cost_minor) from marketing.sponsored_click where sponsored_offer_id = '{shown}'"));
        await ClaimHoldsAsync();
        await fair.Services.GetRequiredService<Showing>().LookAsync(default);
        Assert.Empty(await ShownAsync("q=amber"));

        // Not even by hand.
        await Assert.ThrowsAnyAsync<Exception>(() => fair.SqlAsync(
            $"update marketing.sponsorship set spent_minor = 707 where id = '{id}'"));
    }

    [Fact]
    public async Task A_person_counts_once_a_day_programs_never_and_a_network_is_charged_five_times()
    {
        var (_, _, offer, _) = await ShelveAsync("Cobalt lantern");
        var specialist = await fair.SpecialistAsync();
        var id = await SponsorAsync(specialist, Terms([offer], 1_000, 10));
        var shown = (await ShownAsync("q=cobalt"))[0].Id;
        object followed = new { seen = new[] { shown, shown, Guid.NewGuid() }, followed = shown };

        foreach (var agent in new[] { "", "Googlebot/2.1", "curl/8.5", "HeadlessChrome" })
            Assert.Equal(204, (int)(await TellAsync(followed, agent: agent)).StatusCode);
        await WrittenAsync();
        Assert.Equal((0L, 0, 0, 0L), Figures(await FileAsync(specialist, id)));

        for (var i = 0; i < 3; i++) await TellAsync(followed, token: specialist.Token);
        await WrittenAsync();
        Assert.Equal((10L, 1, 1, 3L), Figures(await FileAsync(specialist, id)));

        // Whoever makes up guests is behind one address all the same.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => TellAsync(followed, guest: $"{Guid.NewGuid():N}")));
        await WrittenAsync();
        Assert.Equal((50L, 201, 5, 203L), Figures(await FileAsync(specialist, id)));
        Assert.Equal(204, (int)(await TellAsync(
            new { seen = Array.Empty<Guid>(), followed = Guid.NewGuid() })).StatusCode);
        Assert.Equal(400, (int)(await TellAsync(new { seen = Enumerable.Repeat(shown, 51) })).StatusCode);
        await ClaimHoldsAsync();
    }

    [Fact]
    public void The_pace_spreads_a_budget_over_its_time()
    {
        var from = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var until = from.AddDays(10);
        Assert.Equal(0, At(from.AddSeconds(-1)));
        Assert.Equal(1_000, At(from));
        Assert.Equal(25_000, At(from.AddHours(24)));
        Assert.Equal(121_000, At(from.AddDays(5)));
        Assert.Equal(240_000, At(until.AddHours(-1)));
        Assert.Equal(240_000, At(until.AddDays(1)));

        long At(DateTime now) => Pacing.AllowedMinor(240_000, from, until, now);
    }

    [Fact]
    public async Task What_the_pace_does_not_allow_yet_is_not_shown_and_not_charged()
    {
        var (_, _, offer, _) = await ShelveAsync("Umber lantern");
        var specialist = await fair.SpecialistAsync();
        // Ten days: an hour's share of it is four clicks.
        var id = await SponsorAsync(specialist, Terms([offer], 10_000, 10, 240));
        var shown = (await ShownAsync("q=umber"))[0].Id;
        var now = DateTime.UtcNow;
        var spent = await fair.Services.GetRequiredService<Charging>().NoteAsync(
            id, new Dictionary<Guid, int>(),
            [.. Enumerable.Range(0, 50).Select(_ => new Click(
                shown, now, Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToByteArray()))]);

        Assert.Equal(40, spent);
        Assert.Equal((40L, 50, 4, 0L), Figures(await FileAsync(specialist, id)));
        await fair.Services.GetRequiredService<Showing>().LookAsync(default);
        Assert.Empty(await ShownAsync("q=umber"));
        await ClaimHoldsAsync();
    }

    [Fact]
    public async Task Terms_that_make_no_sense_are_refused_and_change_nothing()
    {
        var (_, _, offer, _) = await ShelveAsync("Sepia lantern");
        var specialist = await fair.SpecialistAsync();
        var id = await SponsorAsync(specialist, Terms([offer], 1_000, 10));
        var shown = (await ShownAsync("q=sepia"))[0].Id;
        var click = new Click(shown, DateTime.UtcNow, [1], [1]);
        await fair.Services.GetRequiredService<Charging>().NoteAsync(id, new Dictionary<Guid, int>(), [click]);
        var before = await fair.SqlAsync($"select s::text from marketing.sponsorship s where id = '{id}'");

        var path = $"/admin/marketing/sponsorships/{id}";
        foreach (var (terms, status, code) in new (object, int, string)[]
        {
            (Terms([offer], 9, 9), 422, "sponsorship_budget_too_small"),
            (Terms([offer], 10, 11), 422, "sponsorship_budget_too_small"),
            (Terms([offer], 1_000, 10, -1), 422, "sponsorship_times_wrong"),
            (Terms([offer], 1_000, 10, 24 * 400), 422, "sponsorship_times_wrong"),
            (Terms(Guid.NewGuid()), 422, "sponsored_offers_unknown"),
            (new { name = "A", offers = new[] { offer }, currency = "USD", budget = 1_000, bid = 10,
                until = DateTime.UtcNow.AddHours(1) }, 422, "sponsorship_currency_stays"),
        })
        {
            var said = await specialist.DoAsync(HttpMethod.Put, path, terms);
            Assert.Equal((status, code), (said.Status, said.Code));
        }

        Assert.Equal(before, await fair.SqlAsync($"select s::text from marketing.sponsorship s where id = '{id}'"));
        Assert.Equal(403, (await (await fair.PersonAsync()).DoAsync(HttpMethod.Put, path, Terms(offer))).Status);
        Assert.Equal(200, (await specialist.DoAsync(HttpMethod.Post, path + "/moves", new { move = "end" })).Status);
        Assert.Equal("sponsorship_ended", (await specialist.DoAsync(HttpMethod.Put, path, Terms(offer))).Code);
        Assert.Equal("sponsorship_ended", (await specialist.DoAsync(
            HttpMethod.Post, path + "/moves", new { move = "resume" })).Code);
        Assert.Equal(404, (await specialist.DoAsync(
            HttpMethod.Post, $"/admin/marketing/sponsorships/{Guid.NewGuid()}/moves", new { move = "end" })).Status);
    }
}
