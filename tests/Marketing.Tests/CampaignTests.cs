using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing.Tests;

/// <summary>Campaigns from the draft to the end: who is told, at what cost, in what group, and how that ends.</summary>
public sealed class CampaignTests(Fairground fair) : IClassFixture<Fairground>
{
    // Nobody else of this test's country: tests share the people.
    static string NewCountry() =>
        $"{(char)('A' + Random.Shared.Next(26))}{(char)('A' + Random.Shared.Next(26))}{Random.Shared.Next(1000)}";

    Task<long> CountAsync(Guid campaign, string of) => fair.NumberAsync(
        $"select count(*) from marketing.recipient where campaign_id = '{campaign}' and {of}");

    [Fact]
    public async Task A_budget_is_never_overspent_however_many_draw_and_what_fails_costs_nothing()
    {
        var country = NewCountry();
        await fair.PeopleAsync(400, country: country);
        var specialist = await fair.SpecialistAsync();
        // Enough for 101 of them, and a cent that is too little for one more.
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("cost", 7), ("budget", 101 * 7 + 1)));
        var drawing = fair.Services.GetRequiredService<Drawing>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await drawing.StepAsync(campaign, default)) { }
        })));
        await fair.RunAsync();

        Assert.Equal(101, await CountAsync(campaign, "state = 'sent'"));
        var file = (await specialist.FileAsync(campaign)).GetProperty("campaign");
        Assert.Equal(("paused", "budget", 707), (
            file.GetProperty("status").GetString(), file.GetProperty("why").GetString(),
            file.GetProperty("spent").GetProperty("amount").GetInt32()));

        Assert.Equal(422, (await specialist.DoAsync(
            HttpMethod.Post, $"/admin/campaigns/{campaign}/moves", new { move = "resume", budget = 706 })).Status);
        await specialist.MoveAsync(campaign, "resume", 10_000);
        await fair.RunAsync();
        Assert.Equal(400, await CountAsync(campaign, "state = 'sent'"));
        Assert.Equal(400, fair.Carrier.Carried.Select(letter => letter.Id).Distinct().Count(id => IsOf(campaign, id)));
        Assert.Equal("finished", (await specialist.FileAsync(campaign)).StatusOf());
    }

    bool IsOf(Guid campaign, Guid letter) => Marks(campaign).Contains(letter);

    HashSet<Guid> Marks(Guid campaign) => [.. (Guid[])fair.SqlAsync(
        $"select array_agg(mark) from marketing.recipient where campaign_id = '{campaign}'").GetAwaiter().GetResult()!];

    [Fact]
    public async Task Nobody_is_told_more_than_the_frequency_over_all_campaigns()
    {
        var country = NewCountry();
        await fair.PeopleAsync(20, country: country);
        var specialist = await fair.SpecialistAsync();
        var segment = await specialist.SegmentAsync(country);
        var campaigns = new List<Guid>();
        for (var i = 0; i < 5; i++) campaigns.Add(await specialist.CampaignAsync(Running.Terms(segment)));
        var drawing = fair.Services.GetRequiredService<Drawing>();
        await Task.WhenAll(campaigns.Select(campaign => Task.Run(async () =>
        {
            while (await drawing.StepAsync(campaign, default)) { }
        })));

        Assert.Equal(60, await fair.NumberAsync($"""
            select count(*) from marketing.recipient where campaign_id in ('{string.Join("','", campaigns)}')
            """));
        Assert.Equal(40, await fair.NumberAsync($"""
            select sum(capped) from marketing.campaign where id in ('{string.Join("','", campaigns)}')
            """));
    }

    [Fact]
    public async Task Who_unsubscribes_by_one_click_is_written_no_more_not_even_what_was_on_its_way()
    {
        var country = NewCountry();
        var people = await fair.PeopleAsync(2, country: country);
        var specialist = await fair.SpecialistAsync();
        var segment = await specialist.SegmentAsync(country);
        var first = await specialist.CampaignAsync(Running.Terms(segment));
        await fair.RunAsync();
        var letter = fair.Carrier.Carried.Single(one => one.To.StartsWith($"{people[0]:N}", StringComparison.Ordinal));
        Assert.StartsWith("https://feria.example/unsubscribe?token=", letter.Unsubscribe);
        Assert.Contains("Hello Ana Souza, the lamps", letter.Text);

        // As a mail program does it: signed out, from nowhere, with the body of RFC 8058.
        var path = new Uri(letter.Unsubscribe!).PathAndQuery;
        var answer = await fair.Http.PostAsync(path, new FormUrlEncodedContent(
            new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(404, (int)(await fair.Http.PostAsync(path[..^3] + "AAA", null)).StatusCode);
        var second = await specialist.CampaignAsync(Running.Terms(segment));
        await fair.RunAsync();
        Assert.Equal(1, await CountAsync(second, "state = 'sent'"));
        Assert.Equal(1, fair.Carrier.Carried.Count(one => one.To == letter.To));
        Assert.Equal(1, await fair.NumberAsync($"select unwilling from marketing.campaign where id = '{second}'"));
    }

    [Fact]
    public async Task Stopped_or_unwished_meanwhile_it_is_not_sent_and_costs_nothing()
    {
        var country = NewCountry();
        var people = await fair.PeopleAsync(3, country: country);
        var specialist = await fair.SpecialistAsync();
        var campaign = await specialist.CampaignAsync(Running.Terms(await specialist.SegmentAsync(country)));
        // Quiet hours hold them: whoever may not be written to now is not.
        var now = DateTime.UtcNow;
        await fair.SqlAsync($"""
            update notifications.wish
            set quiet_from = {MinuteOf(now.AddHours(-1))}, quiet_until = {MinuteOf(now.AddHours(1))}
            where account_id in ('{string.Join("','", people)}')
            """);
        await fair.RunAsync();
        Assert.Equal(3, await CountAsync(campaign, "state = 'queued'"));
        Assert.Equal(6, await fair.NumberAsync($"select spent_minor from marketing.campaign where id = '{campaign}'"));

        await specialist.MoveAsync(campaign, "stop");
        await fair.SqlAsync("update notifications.wish set quiet_from = null, quiet_until = null");
        await fair.LaterAsync();
        await fair.RunAsync();
        Assert.Equal(3, await CountAsync(campaign, "state = 'unwanted'"));
        Assert.Equal(0, await fair.NumberAsync($"select spent_minor from marketing.campaign where id = '{campaign}'"));
        Assert.DoesNotContain(fair.Carrier.Carried, letter => people.Any(one => letter.To.StartsWith($"{one:N}")));
        await specialist.MoveAsync(campaign, "resume", status: 409);
    }

    [Fact]
    public async Task While_the_mail_server_is_away_nobody_is_given_up_and_everybody_is_told_once_it_is_back()
    {
        var country = NewCountry();
        await fair.PeopleAsync(30, country: country);
        var specialist = await fair.SpecialistAsync();
        var campaign = await specialist.CampaignAsync(Running.Terms(await specialist.SegmentAsync(country)));
        var asked = 0;
        fair.Carrier.Before = letter =>
        {
            Interlocked.Increment(ref asked);
            throw new CarrierAway("The mail server is away.");
        };
        try
        {
            for (var minutes = 0; minutes < 5; minutes++)
            {
                await fair.RunAsync();
                Assert.Equal(30, await CountAsync(campaign, "state = 'queued'"));
                Assert.Equal(30, await fair.NumberAsync($"""
                    select count(*) from notifications.mailing
                    where id in (select mark from marketing.recipient where campaign_id = '{campaign}')
                        and tries = 0 and handed_at is null and due_at > now()
                    """));
                await fair.LaterAsync();
            }
        }
        finally
        {
            fair.Carrier.Before = _ => { };
        }

        // Nobody asks for each of them whether it is there.
        Assert.InRange(asked, 5, 5 * 8);
        await fair.RunAsync();
        Assert.Equal(30, await CountAsync(campaign, "state = 'sent'"));
        var marks = Marks(campaign);
        Assert.Equal(30, fair.Carrier.Carried.Count(letter => marks.Contains(letter.Id)));
    }

    [Fact]
    public async Task A_mail_server_that_hangs_on_one_letter_takes_the_others_and_is_asked_three_times()
    {
        var country = NewCountry();
        var people = await fair.PeopleAsync(10, country: country);
        var specialist = await fair.SpecialistAsync();
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("cost", 7)));
        fair.Carrier.Before = letter =>
        {
            if (letter.To.StartsWith($"{people[4]:N}", StringComparison.Ordinal)) throw new TaskCanceledException();
        };
        try
        {
            foreach (var state in new[] { "queued", "queued", "failed" })
            {
                await fair.RunAsync();
                Assert.Equal(9, await CountAsync(campaign, "state = 'sent'"));
                Assert.Equal(1, await CountAsync(campaign, $"state = '{state}' and account_id = '{people[4]}'"));
                await fair.LaterAsync();
            }
        }
        finally
        {
            fair.Carrier.Before = _ => { };
        }

        Assert.Equal(9 * 7, await fair.NumberAsync(
            $"select spent_minor from marketing.campaign where id = '{campaign}'"));
    }

    static int MinuteOf(DateTime at) => (int)at.TimeOfDay.TotalMinutes;

    [Fact]
    public async Task Groups_are_as_large_as_they_should_be_and_stay()
    {
        var groups = fair.Services.GetRequiredService<Groups>();
        var campaign = Guid.NewGuid();
        var people = Enumerable.Range(0, 40_000).Select(_ => Id.New()).ToList();
        var first = people.Select(one => groups.Of(campaign, one, 1_000, [30, 70])).ToList();
        Assert.Equal(first, people.Select(one => groups.Of(campaign, one, 1_000, [30, 70])));
        // Deviations of 60, 89 and 97.
        Assert.InRange(first.Count(arm => arm == 0), 4_000 - 300, 4_000 + 300);
        Assert.InRange(first.Count(arm => arm == 1), 10_800 - 450, 10_800 + 450);
        Assert.InRange(first.Count(arm => arm == 2), 25_200 - 500, 25_200 + 500);
        // Another campaign draws anew: a tenth of its hold-out is in the first's.
        var other = people.Select(one => groups.Of(Guid.NewGuid(), one, 1_000, [30, 70]));
        Assert.InRange(first.Zip(other).Count(pair => pair is (0, 0)), 400 - 120, 400 + 120);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Each_gets_a_code_of_their_own_that_is_good_once()
    {
        var country = NewCountry();
        await fair.PeopleAsync(3, country: country);
        var specialist = await fair.SpecialistAsync();
        var (_, coupons) = await CouponsAsync(specialist, 2);
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("coupons", coupons),
            ("variants", new[] { Running.Variant(100, "Your code: {coupon}") })));
        await fair.RunAsync();

        Assert.Equal(2, await CountAsync(campaign, "state = 'sent'"));
        var file = (await specialist.FileAsync(campaign)).GetProperty("campaign");
        Assert.Equal(("paused", "coupons"), (
            file.GetProperty("status").GetString(), file.GetProperty("why").GetString()));
        var marks = Marks(campaign);
        var codes = fair.Carrier.Carried.Where(letter => marks.Contains(letter.Id))
            .Select(letter => letter.Text.Split("Your code: ")[1][..12]).ToList();
        Assert.Equal(2, codes.Distinct().Count());
        Assert.All(codes, code => Assert.All(code, letter => Assert.Contains(letter, CouponBook.Alphabet)));
        using var export = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/admin/coupons/{coupons}/codes.csv");
        export.Headers.Authorization = new AuthenticationHeaderValue("Bearer", specialist.Token);
        var rows = (await (await fair.Http.SendAsync(export)).Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal(codes.Order().Select(code => $"{code},given"), rows[1..^1].Order());
        Assert.Equal(200, (await specialist.DoAsync(HttpMethod.Post, $"/admin/coupons/{coupons}/revoke")).Status);
        Assert.Equal(2, await fair.NumberAsync(
            $"select count(*) from marketing.coupon where coupons_id = '{coupons}' and revoked_at is not null"));
    }

    [Fact]
    public async Task Campaigns_and_bundles_of_codes_are_taken_along_a_row_each()
    {
        var country = NewCountry();
        await fair.PeopleAsync(3, country: country);
        var specialist = await fair.SpecialistAsync();
        var (promotion, coupons) = await CouponsAsync(specialist, 4);
        var draft = await specialist.CampaignAsync(
            Running.Terms(await specialist.SegmentAsync(country), ("name", "=1+1")), isStarted: false);
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("name", "Lamps, again"), ("coupons", coupons),
            ("variants", new[] { Running.Variant(100, "Your code: {coupon}") })));
        await fair.RunAsync();

        var campaigns = await RowsAsync("campaigns");
        var (made, started, ended) = (
            await AtAsync("made_at", "campaign", campaign), await AtAsync("started_at", "campaign", campaign),
            await AtAsync("ended_at", "campaign", campaign));
        var drafted = await AtAsync("made_at", "campaign", draft);
        Assert.Equal(
            [
                $"\"Lamps, again\",once,email,finished,3,3,0,0.06,1000.00,BRL,{made},{started},{ended},{campaign}",
                $"'=1+1,once,email,draft,0,0,0,0.00,1000.00,BRL,{drafted},,,{draft}",
            ],
            campaigns.Where(row => row.EndsWith($"{campaign}") || row.EndsWith($"{draft}")));
        Assert.Equal(await fair.NumberAsync("select count(*) from marketing.campaign"), campaigns.Length);

        var until = await AtAsync("until_at", "promotion", promotion);
        var bundle = $"Codes,Ten,4,3,0,{await AtAsync("made_at", "coupons", coupons)},{until}";
        Assert.Contains($"{bundle},,{promotion},{coupons}", await RowsAsync("coupons"));
        await specialist.DoAsync(HttpMethod.Post, $"/admin/coupons/{coupons}/revoke");
        Assert.Contains(
            $"{bundle},{await AtAsync("revoked_at", "coupons", coupons)},{promotion},{coupons}",
            await RowsAsync("coupons"));

        async Task<string> AtAsync(string when, string table, Guid id) =>
            $"{(DateTime)(await fair.SqlAsync($"select {when} from marketing.{table} where id = '{id}'"))!:O}";

        async Task<string[]> RowsAsync(string list)
        {
            using var export = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/admin/{list}.csv");
            export.Headers.Authorization = new AuthenticationHeaderValue("Bearer", specialist.Token);
            return (await (await fair.Http.SendAsync(export)).Content.ReadAsStringAsync()).Split("\r\n")[1..^1];
        }
    }

    [Fact]
    public async Task A_slow_campaign_keeps_its_pace()
    {
        var country = NewCountry();
        await fair.PeopleAsync(6, country: country);
        var specialist = await fair.SpecialistAsync();
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("perHour", 30)));
        // One every two minutes, and two at once where it told nobody for longer.
        foreach (var (minutes, told) in new[] { (0, 2), (0, 2), (2, 3), (4, 5), (60, 6) })
        {
            await fair.SqlAsync($"""
                update marketing.campaign set paced_until = paced_until - interval '{minutes} minutes'
                where id = '{campaign}'
                """);
            await fair.RunAsync();
            Assert.Equal(told, await CountAsync(campaign, "state = 'sent'"));
        }
    }

    [Fact]
    public async Task No_code_of_a_promotion_that_ended_is_given_away()
    {
        var country = NewCountry();
        await fair.PeopleAsync(2, country: country);
        var specialist = await fair.SpecialistAsync();
        var (promotion, coupons) = await CouponsAsync(specialist, 2);
        var campaign = await specialist.CampaignAsync(Running.Terms(
            await specialist.SegmentAsync(country), ("coupons", coupons),
            ("variants", new[] { Running.Variant(100, "Your code: {coupon}") })));
        Assert.Equal(200, (await specialist.DoAsync(HttpMethod.Post, $"/admin/promotions/{promotion}/end")).Status);

        await fair.RunAsync();

        Assert.Equal(0, await CountAsync(campaign, "true"));
        Assert.Equal("paused coupons 0", await fair.SqlAsync($"""
            select concat_ws(' ', status, why, spent_minor) from marketing.campaign where id = '{campaign}'
            """));
        Assert.Equal(2, await fair.NumberAsync(
            $"select count(*) from marketing.coupon where coupons_id = '{coupons}' and given_to is null"));
    }

    static async Task<(Guid Promotion, Guid Coupons)> CouponsAsync(Person specialist, int many)
    {
        var promotion = (await specialist.DoAsync(HttpMethod.Post, "/admin/promotions", new
        {
            terms = new
            {
                name = "Ten", until = DateTime.UtcNow.AddDays(2), effect = "percent", percent = 10, byCoupon = true,
            },
            currency = "BRL",
        })).Body.GetProperty("id").GetGuid();
        var made = await specialist.DoAsync(HttpMethod.Post, "/admin/coupons", new { promotion, name = "Codes", many });
        return (promotion, made.Body.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task What_is_no_campaign_is_refused_and_what_was_started_stays()
    {
        var specialist = await fair.SpecialistAsync();
        var id = Id.New();
        async Task RefusedAsync(string code, object terms) => Assert.Equal(
            code, (await specialist.DoAsync(HttpMethod.Put, $"/admin/campaigns/{id}", terms)).Code);
        await RefusedAsync("segment_not_found", Running.Terms(Id.New()));
        await RefusedAsync("campaign_shares_wrong", Running.Terms(null, ("variants", new[] { Running.Variant(99) })));
        await RefusedAsync("campaign_place_unknown", Running.Terms(
            null, ("variants", new[] { Running.Variant(100, "{items}") })));
        await RefusedAsync("campaign_hours_unclear", Running.Terms(null, ("kind", "carts")));
        await RefusedAsync("campaign_currency_unknown", Running.Terms(null, ("currency", "XXX")));
        await RefusedAsync("campaign_times_wrong", Running.Terms(null, ("until", DateTime.UtcNow.AddDays(-1))));
        Assert.Equal(0, await fair.NumberAsync($"select count(*) from marketing.campaign where id = '{id}'"));

        var started = await specialist.CampaignAsync(Running.Terms(await specialist.SegmentAsync(NewCountry())));
        Assert.Equal("campaign_started", (await specialist.DoAsync(
            HttpMethod.Put, $"/admin/campaigns/{started}", Running.Terms(null))).Code);
        Assert.Equal("campaign_move_impossible", (await specialist.DoAsync(
            HttpMethod.Post, $"/admin/campaigns/{started}/moves", new { move = "resume" })).Code);
        var buyer = await fair.PersonAsync();
        Assert.Equal(403, (await buyer.DoAsync(HttpMethod.Get, "/admin/campaigns")).Status);
    }
}
