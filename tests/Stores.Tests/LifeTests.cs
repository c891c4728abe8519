using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Stores.Tests;

/// <summary>A store from its first line to its closing: who may do what when, and what buyers see of it.</summary>
public sealed class LifeTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData("draft", "apply", "applied", null)]
    [InlineData("draft", "close", "closed", "closed")]
    [InlineData("draft", "approve", null, null)]
    [InlineData("applied", "take_back", "draft", null)]
    [InlineData("applied", "approve", null, "approved")]
    [InlineData("applied", "send_back", null, "draft")]
    [InlineData("applied", "suspend", null, null)]
    [InlineData("approved", "apply", null, null)]
    [InlineData("approved", "suspend", null, "suspended")]
    [InlineData("approved", "close", "closed", "closed")]
    [InlineData("suspended", "reinstate", null, "approved")]
    [InlineData("suspended", "approve", null, null)]
    [InlineData("suspended", "close", "closed", "closed")]
    [InlineData("closed", "close", null, null)]
    [InlineData("closed", "reinstate", null, null)]
    [InlineData("closed", "apply", null, null)]
    public void A_deed_moves_a_status_or_does_not(string status, string deed, string? byOwner, string? byPlatform)
    {
        Assert.Equal(byOwner, StoreLife.ByOwner(status, deed));
        Assert.Equal(byPlatform, StoreLife.ByPlatform(status, deed));
    }

    [Fact]
    public async Task A_store_is_begun_applied_for_sent_back_and_approved()
    {
        var owner = await host.PersonAsync(isVerified: false);
        var manager = await host.PersonAsync(role: "platform_manager");
        var opened = await owner.DoAsync(HttpMethod.Post, "/store", new
        {
            name = "Lâmpadas da Ana", country = "BR", language = "pt", currency = "BRL",
        });
        Assert.Equal((201, "draft", "owner"), (opened.Status, opened.Text("status"), opened.Text("role")));
        Assert.StartsWith("lampadas-da-ana", opened.Text("slug"));
        var store = opened.Body.GetProperty("id").GetGuid();
        Assert.Equal(404, (await owner.GetAsync($"/stores/{opened.Text("slug")}")).Status);

        var before = await host.AllOfAsync(store);
        var early = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/apply");
        Assert.Equal((409, "store_requirements_missing"), (early.Status, early.Code));
        Assert.Equal(["email_verified", "profile_told", "terms_accepted", "goods_lawful"], Names(early.Body));
        Assert.Equal(before, await host.AllOfAsync(store));

        await host.SqlAsync($"update accounts.account set status = 'active' where id = '{owner.Id}'");
        await owner.AttestAllAsync(store);
        var told = await owner.DoAsync(HttpMethod.Put, $"/store/{store}", Profile(1));
        Assert.Equal((200, 2), (told.Status, told.Body.GetProperty("version").GetInt32()));
        var own = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/requirements/identity_proved/attest");
        Assert.Equal((409, "store_requirement_not_yours"), (own.Status, own.Code));
        var applied = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/apply");
        Assert.Equal((200, "applied", false),
            (applied.Status, applied.Text("status"), applied.Body.GetProperty("open").GetBoolean()));

        var waiting = await manager.GetAsync("/admin/stores?status=applied&limit=100");
        Assert.Contains(store, waiting.Body.GetProperty("items").EnumerateArray()
            .Select(one => one.GetProperty("id").GetGuid()));
        var unproved = await manager.DecideAsync(store, "approve");
        Assert.Equal((409, "store_requirements_missing"), (unproved.Status, unproved.Code));
        Assert.Equal(["identity_proved"], Names(unproved.Body));
        Assert.Equal("store_why_needed", (await manager.DecideAsync(store, "send_back", "  ")).Code);
        Assert.Equal(
            "draft", (await manager.DecideAsync(store, "send_back", "Where do you ship from?")).Text("status"));
        Assert.Contains("Where do you ship from?", (await LetterAsync(owner.Email, "store-send-back")));

        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/apply")).Status);
        var noReason = await manager.DoAsync(
            HttpMethod.Post, $"/admin/stores/{store}/requirements/identity_proved", new { how = "waived" });
        Assert.Equal((422, "store_why_needed"), (noReason.Status, noReason.Code));
        Assert.Equal(200, (await manager.DoAsync(
            HttpMethod.Post, $"/admin/stores/{store}/requirements/identity_proved",
            new { how = "waived", why = "Known for years." })).Status);
        var approved = await manager.DecideAsync(store, "approve");
        Assert.Equal(("approved", true), (approved.Text("status"), approved.Body.GetProperty("open").GetBoolean()));
        await LetterAsync(owner.Email, "store-approve");
        Assert.Equal(200, (await owner.GetAsync($"/stores/{opened.Text("slug")}")).Status);

        var history = approved.Body.GetProperty("history").EnumerateArray()
            .Select(line => line.GetProperty("what").GetString()).Reverse();
        Assert.Equal(
            ["open", "attested", "attested", "edit", "apply", "send_back", "apply", "waived", "approve"], history);
        var me = await owner.GetAsync("/me");
        Assert.Contains("seller", me.Body.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task A_suspended_store_sells_nothing_from_that_moment_and_is_not_found()
    {
        var owner = await host.PersonAsync();
        var manager = await host.PersonAsync(role: "platform_manager");
        var buyer = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(manager);
        var (product, offer) = await host.ShelveAsync(store, $"Lantern{Guid.NewGuid():N}");
        Assert.Equal(200, (await buyer.DoAsync(HttpMethod.Put, $"/cart/items/{offer}", new { quantity = 1 })).Status);

        Assert.Equal("suspended", (await manager.DecideAsync(store, "suspend", "Complaints.")).Text("status"));
        var refused = await buyer.DoAsync(HttpMethod.Post, "/checkouts", Purchase());
        Assert.Equal((409, "not_for_sale"), (refused.Status, refused.Code));
        Assert.Equal(0L, await host.SqlAsync($"select count(*) from orders.store_order where store_id = '{store}'"));
        await host.SettleAsync();
        Assert.Equal(JsonValueKind.Null, (await buyer.GetAsync($"/products/{product}")).Body.GetProperty("offer")
            .ValueKind);
        Assert.Equal(0L, await host.SqlAsync($"select count(*) from search.card where store_id = '{store}'"));

        Assert.Equal("approved", (await manager.DecideAsync(store, "reinstate")).Text("status"));
        await host.SettleAsync();
        Assert.Equal(1L, await host.SqlAsync($"select count(*) from search.card where store_id = '{store}'"));
        Assert.Equal(201, (await buyer.DoAsync(HttpMethod.Post, "/checkouts", Purchase())).Status);
        Assert.Equal("closed", (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/close")).Text("status"));

        // What was bought before is still the store's to fulfil.
        var order = (Guid)(await host.SqlAsync($"select id from orders.store_order where store_id = '{store}'"))!;
        var moved = await manager.DoAsync(HttpMethod.Post, $"/admin/orders/{order}/status", new { status = "shipped" });
        Assert.True(moved.Status is 200, $"{moved}");
    }

    [Fact]
    public async Task A_holiday_takes_the_store_off_sale_until_it_is_over()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "administrator"));
        var past = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/holiday", new { until = DateTime.UtcNow.AddMinutes(-1) });
        Assert.Equal((422, "store_holiday_over"), (past.Status, past.Code));

        var away = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/holiday",
            new { until = DateTime.UtcNow.AddDays(3), note = "At the beach." });
        Assert.Equal((200, "approved", false),
            (away.Status, away.Text("status"), away.Body.GetProperty("open").GetBoolean()));
        var seen = await owner.GetAsync($"/stores/{away.Text("slug")}");
        Assert.Equal("At the beach.", seen.Body.GetProperty("away").GetProperty("note").GetString());

        await host.SqlAsync($"update stores.store set holiday_until = now() where id = '{store}'");
        await host.Services.GetServices<Job>().Single(job => job.Name == "stores.end-holidays")
            .RunAsync(default, default);
        var back = await owner.GetAsync($"/store/{store}");
        Assert.Equal((true, JsonValueKind.Null, "holiday_over"), (
            back.Body.GetProperty("open").GetBoolean(), back.Body.GetProperty("holidayUntil").ValueKind,
            back.Body.GetProperty("history")[0].GetProperty("what").GetString()));

        await owner.DoAsync(HttpMethod.Put, $"/store/{store}/holiday", new { });
        Assert.True((await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/holiday")).Body.GetProperty("open")
            .GetBoolean());
    }

    [Fact]
    public async Task Of_two_who_edit_one_version_the_second_is_told_what_there_is()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => owner.DoAsync(
            HttpMethod.Put, $"/store/{store}", Profile(1, $"Name {i}"))));

        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), lost =>
        {
            Assert.Equal((409, "store_changed_meanwhile"), (lost.Status, lost.Code));
            Assert.Equal(won.Text("name"), lost.Body.GetProperty("now").GetProperty("name").GetString());
        });
        Assert.Equal((2, won.Text("name")), (
            (await owner.GetAsync($"/store/{store}")).Body.GetProperty("version").GetInt32(),
            (await owner.GetAsync($"/store/{store}")).Text("name")));
    }

    [Fact]
    public async Task A_platform_asks_more_in_words_of_its_own_and_what_Feria_looks_at_stays()
    {
        var admin = await host.PersonAsync(role: "administrator");
        var owner = await host.PersonAsync();
        var name = $"licence_{Guid.NewGuid():N}";
        Assert.Equal(200, (await admin.DoAsync(HttpMethod.Put, $"/admin/store-requirements/{name}", new
        {
            kind = "verified", needed = false, position = 60, words = new { en = "Trade licence" },
        })).Status);
        var store = await owner.OpenAsync();
        var asked = (await owner.GetAsync($"/store/{store}")).Body.GetProperty("requirements").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == name);
        Assert.Equal("Trade licence", asked.GetProperty("words").GetProperty("en").GetString());

        foreach (var (changed, kind) in new[]
            { (name, "attested"), ("email_verified", "verified"), ("new_one", "computed") })
        {
            var kept = await admin.DoAsync(HttpMethod.Put, $"/admin/store-requirements/{changed}", new
            {
                kind, needed = true, position = 1, words = new { },
            });
            Assert.Equal((409, "store_requirement_kind_stays"), (kept.Status, kept.Code));
        }

        var computed = await admin.DoAsync(
            HttpMethod.Post, $"/admin/stores/{store}/requirements/email_verified", new { how = "verified" });
        Assert.Equal((409, "store_requirement_computed"), (computed.Status, computed.Code));
    }

    [Fact]
    public async Task What_happened_to_a_store_is_written_once()
    {
        var store = await (await host.PersonAsync()).OpenAsync();
        foreach (var change in new[]
            { "update stores.store_history set what = 'x'", "delete from stores.store_history" })
        {
            var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(
                () => host.SqlAsync($"{change} where store_id = '{store}'"));
            Assert.Equal("written_once", refusal.ConstraintName);
        }
    }

    static object Profile(int version, string name = "Lâmpadas da Ana") => new
    {
        version, name, about = "Lamps made by hand in Minas Gerais, one at a time.", city = "Ouro Preto",
        country = "BR", language = "pt", delivery = 1500, freeDeliveryFrom = 20000,
    };

    static object Purchase() => new
    {
        address = new
        {
            line1 = "Rua das Flores, 12", city = "São Paulo", region = "SP", postalCode = "01310-100", country = "BR",
        },
        payment = new { method = "cash_on_delivery" },
    };

    static IEnumerable<string?> Names(JsonElement problem) =>
        problem.GetProperty("requirements").EnumerateArray().Select(name => name.GetString());

    async Task<string> LetterAsync(string to, string template) => (await host.LettersAsync(to))
        .First(letter => letter.GetProperty("template").GetString() == template).GetProperty("text").GetString()!;
}
