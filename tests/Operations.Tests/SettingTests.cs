using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Orders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Operations.Tests;

/// <summary>Settings keep who, when and why; refuse what cannot be; and are the same in all processes soon.</summary>
public sealed class SettingTests(Counter counter) : IClassFixture<Counter>
{
    const string Key = "orders.return-days";

    [Fact]
    public async Task A_change_is_a_version_with_who_and_why_and_can_be_undone()
    {
        var first = await counter.ReadAsync("orders.cart-lines");
        Assert.Equal((200, 0), (first.GetProperty("value").GetInt32(), first.GetProperty("version").GetInt32()));
        await counter.SetAsync("orders.cart-lines", 50);
        await counter.SetAsync("orders.cart-lines", 60);

        var undone = await counter.Setter.PostAsJsonAsync(
            "/api/v1/admin/settings/orders.cart-lines/undo", new { version = 2, why = "Too many." });

        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal(50, counter.Services.GetRequiredService<SettingBook>().Of(OrderSettings.CartLines));
        var history = await counter.Setter.GetFromJsonAsync<JsonElement>(
            "/api/v1/admin/settings/orders.cart-lines/history?limit=2");
        Assert.Equal(
            ["3 50 Too many. 2", "2 60 The test wants it. "],
            history.GetProperty("items").EnumerateArray().Select(change =>
                $"{change.GetProperty("version")} {change.GetProperty("value")} "
                + $"{change.GetProperty("why").GetString()} " + change.GetProperty("undoes")));
        var rest = await counter.Setter.GetFromJsonAsync<JsonElement>(
            $"/api/v1/admin/settings/orders.cart-lines/history?cursor={history.GetProperty("next").GetString()}");
        Assert.Equal(1, Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("version").GetInt32());
        Assert.Equal(
            [
                Line("Undo", (60, 2), 50, "Too many."), Line("Put", (50, 1), 60, "The test wants it."),
                Line("Put", (200, 0), 50, "The test wants it."),
            ],
            await counter.AuditsOfAsync("orders.cart-lines"));

        static string Line(string what, (int Value, int Version) from, int to, string why) =>
            $$"""{{what}}Setting done setting {"value":{{from.Value}},"version":{{from.Version}}} """
            + $$"""{"value":{{to}},"version":{{from.Version + 1}},"from":null} {{why}}""";
    }

    [Fact]
    public async Task Of_many_who_set_at_once_one_does_and_the_others_see_what_stands()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(
            i => counter.PutAsync("orders.hold-for-transfer", i, 0)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.Conflict);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("setting_changed", problem.GetProperty("code").GetString());
        Assert.Equal(1, problem.GetProperty("current").GetProperty("version").GetInt32());
        Assert.Equal(1L, await counter.SqlAsync(
            "select count(*) from operations.setting where key = 'orders.hold-for-transfer'"));
    }

    [Theory]
    [InlineData("orders.return-days", "3651")]
    [InlineData("orders.return-days", "-1")]
    [InlineData("orders.return-days", "1.5")]
    [InlineData("orders.return-days", "\"30\"")]
    [InlineData("orders.return-days", "true")]
    [InlineData("incidents.tell-from", "\"loud\"")]
    [InlineData("site.maintenance", "1")]
    [InlineData("site.name", "\"Feria\"")]
    [InlineData("site.name", "{\"en\": \"two\\nlines\"}")]
    [InlineData("site.name", "{\"english\": \"Feria\"}")]
    [InlineData("site.banner-from", "\"tomorrow\"")]
    [InlineData("orders.countries", "[\"BR\", \"BR\"]")]
    [InlineData("orders.countries", "[\"XX\"]")]
    [InlineData("stores.currencies", "\"EUR\"")]
    [InlineData("community.reviews", "{\"isOn\": true, \"percent\": 101, \"accounts\": []}")]
    [InlineData("community.reviews", "{\"isOn\": true}")]
    public async Task What_a_setting_cannot_be_is_refused_and_changes_nothing(string key, string value)
    {
        var before = await counter.SqlAsync("select count(*) from operations.setting");
        var version = (await counter.ReadAsync(key)).GetProperty("version").GetInt32();

        var refused = await counter.PutAsync(key, JsonSerializer.Deserialize<JsonElement>(value), version);

        Assert.Equal((HttpStatusCode.BadRequest, "setting_invalid"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal(before, await counter.SqlAsync("select count(*) from operations.setting"));
    }

    [Fact]
    public async Task What_nobody_declared_is_not_found()
    {
        await Counter.RefusesAsync(404, "setting_not_found", counter.PutAsync("orders.nothing", 1, 0));
        await Counter.RefusesAsync(404, "setting_not_found",
            counter.Setter.GetAsync("/api/v1/admin/settings/orders.nothing/history"));
        await Counter.RefusesAsync(409, "setting_never_set", counter.Setter.PostAsJsonAsync(
            "/api/v1/admin/settings/site.contact/undo", new { version = 0, why = "No." }));
    }

    [Fact]
    public async Task Who_may_not_set_sees_and_sets_nothing()
    {
        using var other = counter.As(Guid.NewGuid(), Permission.ManageOperations);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/api/v1/admin/settings")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PutAsJsonAsync(
            $"/api/v1/admin/settings/{Key}", new { value = 1, version = 0, why = "Mine." })).StatusCode);
    }

    [Fact]
    public async Task A_change_to_come_counts_from_its_time_and_a_later_one_passes_over_it()
    {
        var book = counter.Services.GetRequiredService<SettingBook>();
        var soon = await counter.PutAsync("orders.hold-for-card", 30, 0, DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(HttpStatusCode.OK, soon.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(15), book.Of(OrderSettings.HoldForCard));
        Assert.Equal(TimeSpan.FromMinutes(30), (await LaterAsync(hours: 2)).Of(OrderSettings.HoldForCard));

        await counter.PutAsync("orders.hold-for-card", 40, 1, DateTimeOffset.UtcNow.AddDays(1));
        await counter.PutAsync("orders.hold-for-card", 50, 2);
        Assert.Equal(TimeSpan.FromMinutes(50), book.Of(OrderSettings.HoldForCard));
        Assert.Equal(TimeSpan.FromMinutes(50), (await LaterAsync(hours: 48)).Of(OrderSettings.HoldForCard));

        await Counter.RefusesAsync(400, "setting_time_wrong",
            counter.PutAsync("orders.hold-for-card", 60, 3, DateTimeOffset.UtcNow.AddDays(400)));
    }

    [Fact]
    public async Task No_more_than_ten_changes_wait_for_their_time()
    {
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await counter.PutAsync(
                "incidents.storm-many", i + 1, i, DateTimeOffset.UtcNow.AddDays(i + 1))).StatusCode);
        await Counter.RefusesAsync(409, "setting_too_many_to_come",
            counter.PutAsync("incidents.storm-many", 11, 10, DateTimeOffset.UtcNow.AddDays(20)));
        Assert.Equal(HttpStatusCode.OK, (await counter.PutAsync("incidents.storm-many", 12, 10)).StatusCode);
        Assert.Equal(12, counter.Services.GetRequiredService<SettingBook>().Of(IncidentSettings.StormMany));
    }

    [Fact]
    public async Task A_value_that_bounds_of_today_do_not_allow_is_not_used_and_says_so()
    {
        await counter.SqlAsync($"""
            insert into operations.setting (key, version, value, effective_at, account_id, why)
            values ('stores.invitation', 1, '9999', now(), '{Guid.NewGuid()}', 'It could be once.')
            """);
        await counter.SetAsync("incidents.tell-within", 6);
        await Launched.UntilAsync(async () => (await counter.ReadAsync("stores.invitation"))
            .GetProperty("fault").GetString() == "It is a whole number of days from 1 to 60.", "nothing said so");

        Assert.Equal(TimeSpan.FromDays(7),
            counter.Services.GetRequiredService<SettingBook>().Of(Stores.StoreSettings.Invitation));
    }

    [Fact]
    public async Task Another_process_knows_within_a_second_or_two()
    {
        await using var other = new Beside(counter.ConnectionString);
        await other.InitializeAsync();
        var book = other.Services.GetRequiredService<SettingBook>();
        await counter.SetAsync(Key, 21);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Launched.UntilAsync(() => Task.FromResult(book.Of(OrderSettings.ReturnDays) == 21), "it never heard");

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        TestContext.Current.TestOutputHelper?.WriteLine($"heard after {watch.ElapsedMilliseconds} ms");
        await other.RestartAsync();
        Assert.Equal(21, other.Services.GetRequiredService<SettingBook>().Of(OrderSettings.ReturnDays));
    }

    [Fact]
    public async Task Where_the_primary_is_away_at_the_start_things_are_what_they_usually_are()
    {
        await using var nowhere = new Database("Host=127.0.0.1;Port=1;Username=feria;Database=none;Timeout=1");
        var book = new SettingBook(
            [new(OrderSettings.ReturnDays, OrderSettings.ReturnDays.Usual)], TimeProvider.System,
            NullLogger<SettingBook>.Instance);
        using var keep = new KeepSettings(nowhere, book, NullLogger<KeepSettings>.Instance);

        await keep.StartingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(30, book.Of(OrderSettings.ReturnDays));
    }

    [Fact]
    public void A_share_is_about_as_large_as_it_says_and_only_grows()
    {
        var vault = counter.Services.GetRequiredService<Vault>();
        Guid[] people = [.. Enumerable.Range(0, 4_000).Select(_ => Guid.NewGuid())];
        HashSet<Guid> before = [];
        foreach (var percent in new[] { 0, 10, 30, 60, 99, 100 })
        {
            var features = new Features(BookOf(percent), vault);
            var has = people.Where(one => features.Has(OrderSettings.GuestCheckout, one, null)).ToHashSet();
            Assert.InRange(100.0 * has.Count / people.Length, percent - 4, percent + 4);
            Assert.Subset(has, before);
            before = has;
        }
    }

    [Fact]
    public void What_was_read_earlier_and_comes_later_sets_nothing_back()
    {
        var key = OrderSettings.ReturnDays.Key;
        var book = new SettingBook(
            [new(OrderSettings.ReturnDays, OrderSettings.ReturnDays.Usual)], TimeProvider.System,
            NullLogger<SettingBook>.Instance);
        SettingVersion first = new(key, 1, "20", DateTime.UtcNow.AddDays(-2));
        SettingVersion second = new(key, 2, null, DateTime.UtcNow.AddDays(-1));
        book.Take([first, second]);
        var version = book.Version;

        foreach (var earlier in (SettingVersion[][])[[first], []])
        {
            book.Take(earlier);
            Assert.Equal((30, version), (book.Of(OrderSettings.ReturnDays), book.Version));
        }

        book.Take([second, new(key, 3, "10", DateTime.UtcNow.AddHours(-1))]);
        Assert.Equal(10, book.Of(OrderSettings.ReturnDays));
        Assert.True(book.Version > version);
    }

    static SettingBook BookOf(int percent)
    {
        var book = new SettingBook(
            [new(OrderSettings.GuestCheckout, OrderSettings.GuestCheckout.Usual)], TimeProvider.System,
            NullLogger<SettingBook>.Instance);
        book.Take([new(OrderSettings.GuestCheckout.Key, 1,
            JsonSerializer.Serialize(new Feature(true, percent, []), Json.Options), DateTime.UtcNow.AddDays(-1))]);
        return book;
    }

    // What a process will hold for set after so many hours.
    async Task<SettingBook> LaterAsync(int hours)
    {
        await using var session = await counter.Database.ReadFreshAsync();
        var later = new SettingBook(
            [new(OrderSettings.HoldForCard, OrderSettings.HoldForCard.Usual)],
            new LaterClock(DateTimeOffset.UtcNow.AddHours(hours)), NullLogger<SettingBook>.Instance);
        later.Take(await session.ListAsync<SettingVersion>(
            "select key, version, value::text as value, effective_at from operations.setting where key = @Key",
            new { OrderSettings.HoldForCard.Key }));
        return later;
    }

    sealed class LaterClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>A second process on the same database.</summary>
    sealed class Beside(string database) : Market
    {
        protected override Task<string> OpenDatabaseAsync() => Task.FromResult(database);
    }
}
