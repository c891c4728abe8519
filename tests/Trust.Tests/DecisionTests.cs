using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>What is decided holds at once, is told with its reason, and is undone as if it had never been.</summary>
public sealed class DecisionTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task A_review_that_is_removed_counts_nowhere_and_comes_back_exactly_as_it_was()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync(2);
        await shop.ReviewAsync(4);
        await (await host.PersonAsync()).DoAsync(HttpMethod.Put, $"/reviews/{review}/helpful");
        await shop.Owner.DoAsync(HttpMethod.Put, $"/store/{shop.Store}/reviews/{review}/reply", new
        {
            version = 0, text = "Write to us.",
        });
        var before = (await RowAsync(review), await RatingsAsync(shop));
        Assert.Equal(2, (await shop.ReviewsAsync()).Count);

        await (await host.PersonAsync()).ReportAsync("review", $"{review}");
        var (id, moderator) = (await host.CaseAsync("review", $"{review}"), await host.ModeratorAsync());
        Assert.Equal(200, (await moderator.DecideAsync(id, "remove")).Status);
        var seen = await shop.ReviewsAsync();
        Assert.Equal(1, seen.Count);
        Assert.DoesNotContain($"{review}", seen.Ids);
        Assert.DoesNotContain($"{review}", (await host.Http.GetStringAsync($"/product/{shop.Product}")));
        Assert.Equal("0 0 0 1 0 | 1 4", await RatingsAsync(shop));
        foreach (var (who, method, path, body) in new (Person, HttpMethod, string, object?)[]
        {
            (await host.PersonAsync(), HttpMethod.Put, $"/reviews/{review}/helpful", null),
            (shop.Owner, HttpMethod.Put, $"/store/{shop.Store}/reviews/{review}/reply",
                new { version = 1, text = "Hm." }),
            (await host.PersonAsync(), HttpMethod.Post, "/reports",
                new { kind = "review", thing = $"{review}", reason = "fraud" }),
        })
            Assert.Equal(404, (await who.DoAsync(method, path, body)).Status);
        Assert.Equal("review_removed", (await author.DoAsync(HttpMethod.Put, $"/reviews/{review}", new
        {
            version = 1, rating = 5, title = "", body = "", language = "en",
        })).Code);
        var mine = (await author.GetAsync($"/products/{shop.Product}/reviews/mine")).Body.GetProperty("review");
        Assert.True(mine.GetProperty("isRemoved").GetBoolean());

        Assert.Equal("case_changed", (await moderator.RestoreAsync(id, 1)).Code);
        Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);
        Assert.Equal(before, (await RowAsync(review), await RatingsAsync(shop)));
        Assert.Equal(2, (await shop.ReviewsAsync()).Count);
        Assert.Equal("decision_not_undoable", (await moderator.RestoreAsync(id, 3)).Code);
    }

    [Fact]
    public async Task A_product_that_is_removed_is_sold_nowhere_whatever_its_store_does_and_comes_back()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        await buyer.DoAsync(HttpMethod.Put, $"/cart/items/{shop.Offer}", new { quantity = 1 });
        await buyer.ReportAsync("product", $"{shop.Product}", "counterfeit");
        var (id, moderator) = (await host.CaseAsync("product", $"{shop.Product}"), await host.ModeratorAsync());
        var slug = (string)(await host.SqlAsync($"select slug from catalog.product where id = '{shop.Product}'"))!;
        var before = await ProductAsync(shop.Product);
        await host.SettleAsync();
        Assert.True(await IsFoundAsync(slug));

        Assert.Equal(200, (await moderator.DecideAsync(id, "remove", reason: "counterfeit")).Status);
        await host.SettleAsync();
        host.ForgetCopies();
        Assert.False(await IsFoundAsync(slug));
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/api/v1/products/{slug}")).StatusCode);
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/product/{slug}")).StatusCode);
        Assert.False((await buyer.GetAsync("/cart")).Body.GetRawText()
            .Contains("\"isForSale\":true", StringComparison.Ordinal));
        Assert.NotEqual(201, (await buyer.DoAsync(HttpMethod.Post, "/checkouts", new
        {
            address = new
            {
                line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01310-100", country = "BR",
            },
            payment = new { method = "cash_on_delivery" },
            items = new[] { new { offer = shop.Offer, quantity = 1 } },
        })).Status);
        // Its store puts it again by an import: it stays out of sight.
        await host.SqlAsync($"update catalog.product set import_digest = null where id = '{shop.Product}'");
        var title = (string)(await host.SqlAsync(
            $"select title from catalog.product where id = '{shop.Product}'"))!;
        await host.ShelveAsync(shop.Store, title);
        host.ForgetCopies();
        Assert.False(await IsFoundAsync(slug));
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/api/v1/products/{slug}")).StatusCode);

        Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);
        await host.SettleAsync();
        host.ForgetCopies();
        Assert.True(await IsFoundAsync(slug));
        Assert.Equal(before, await ProductAsync(shop.Product));
        Assert.Equal(200, (int)(await host.Http.GetAsync($"/product/{slug}")).StatusCode);
    }

    [Fact]
    public async Task Questions_answers_and_messages_go_out_of_sight_and_come_back()
    {
        var shop = await Shop.OpenAsync(host);
        var (buyer, moderator) = (await host.PersonAsync(), await host.ModeratorAsync());
        var question = (await buyer.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/questions", new
        {
            text = "Are you thieves?", language = "en",
        })).Body.GetProperty("id").GetGuid();
        await shop.Owner.DoAsync(HttpMethod.Post, $"/questions/{question}/answer", new
        {
            store = shop.Store, version = 0, text = "You are.",
        });
        var order = await shop.SellAsync(buyer);
        await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}", new
        {
            text = "Get lost.",
        });
        Assert.Equal("Are you thieves? You are.", await QuestionsAsync());

        var answer = await RemoveAsync(await host.PersonAsync(), "answer", $"{question}.{shop.Store}");
        Assert.Equal("Are you thieves?", await QuestionsAsync());
        Assert.Equal(false, await host.SqlAsync(
            $"select is_answered from community.question where id = '{question}'"));
        Assert.Equal("answer_removed", (await shop.Owner.DoAsync(HttpMethod.Post, $"/questions/{question}/answer", new
        {
            store = shop.Store, version = 1, text = "Still.",
        })).Code);
        var asked = await RemoveAsync(await host.PersonAsync(), "question", $"{question}");
        Assert.Equal("", await QuestionsAsync());
        var message = await RemoveAsync(buyer, "message", $"{order}.1");
        var read = (await buyer.GetAsync($"/orders/{order}/messages")).Body.GetProperty("items")[0];
        Assert.Equal((true, JsonValueKind.Null), (
            read.GetProperty("isRemoved").GetBoolean(), read.GetProperty("text").ValueKind));

        foreach (var id in new[] { answer, asked, message })
            Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);
        Assert.Equal("Are you thieves? You are.", await QuestionsAsync());
        Assert.Equal("Get lost.", (await buyer.GetAsync($"/orders/{order}/messages")).Body
            .GetProperty("items")[0].GetProperty("text").GetString());

        async Task<Guid> RemoveAsync(Person reporter, string kind, string thing)
        {
            Assert.Equal(204, (await reporter.ReportAsync(kind, thing)).Status);
            var id = await host.CaseAsync(kind, thing);
            Assert.Equal(200, (await moderator.DecideAsync(id, "remove")).Status);
            return id;
        }

        async Task<string> QuestionsAsync()
        {
            host.ForgetCopies();
            var page = await (await host.Http.GetAsync($"/api/v1/products/{shop.Product}/questions")).JsonAsync();
            return string.Join(' ', page.GetProperty("items").EnumerateArray().SelectMany(item =>
                item.GetProperty("answers").EnumerateArray().Select(one => one.GetProperty("text").GetString())
                    .Prepend(item.GetProperty("text").GetString())));
        }
    }

    [Fact]
    public async Task A_store_is_suspended_by_its_own_life_and_reinstated()
    {
        var shop = await Shop.OpenAsync(host);
        await (await host.PersonAsync()).ReportAsync("store", $"{shop.Store}", "fraud");
        var (id, moderator) = (await host.CaseAsync("store", $"{shop.Store}"), await host.ModeratorAsync());
        Assert.Equal(200, (await moderator.DecideAsync(id, "remove", reason: "fraud")).Status);
        Assert.Equal("suspended", await StatusAsync());
        Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);
        Assert.Equal("approved", await StatusAsync());
        Assert.Equal("suspend, reinstate", await host.SqlAsync($"""
            select string_agg(what, ', ' order by id) from stores.store_history
            where store_id = '{shop.Store}' and actor = '{moderator.Id}'
            """));

        Task<object?> StatusAsync() => host.SqlAsync($"select status from stores.store where id = '{shop.Store}'");
    }

    [Fact]
    public async Task Who_it_is_about_reads_why_and_who_reported_it_whether_something_came_of_it()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync();
        var reporter = await host.PersonAsync();
        await reporter.ReportAsync("review", $"{review}");
        var (id, moderator) = (await host.CaseAsync("review", $"{review}"), await host.ModeratorAsync());
        await moderator.DecideAsync(id, "remove", justification: "You call people <b>names</b>.");

        var letter = Assert.Single(await host.LettersAsync(author.Email),
            one => one.GetProperty("template").GetString() == "decision-remove");
        var text = letter.GetProperty("text").GetString()!;
        Assert.Contains("it insults or threatens", text);
        Assert.Contains("You call people <b>names</b>.", text);
        Assert.Contains("“Never again”", text);
        Assert.Contains("https://feria.example/account/decisions", text);
        Assert.Equal("decision-review /account/decisions", await NoticeAsync(author));
        Assert.Equal("report-acted /account/notices", await NoticeAsync(reporter));
        Assert.DoesNotContain(await host.LettersAsync(reporter.Email),
            one => one.GetProperty("template").GetString()!.StartsWith("decision", StringComparison.Ordinal));
        Assert.Equal(0L, await host.SqlAsync($"""
            select count(*) from kernel.event
            where kind like 'trust.%' and (body::text like '%names%' or body::text like '%{author.Id}%')
            """));

        var mine = (await author.GetAsync("/me/decisions")).Body.GetProperty("items")[0];
        Assert.Equal(("remove", "offensive", "You call people <b>names</b>.", true), (
            mine.GetProperty("outcome").GetString(), mine.GetProperty("reason").GetString(),
            mine.GetProperty("justification").GetString(), mine.GetProperty("mayAppeal").GetBoolean()));
        Assert.Empty((await reporter.GetAsync("/me/decisions")).Body.GetProperty("items").EnumerateArray());

        // The audit says it too, in the commit that did it.
        Assert.Equal("remove", await host.SqlAsync($"""
            select after ->> 'decision' from kernel.audit_entry
            where subject = '{id}' and operation = 'DecideCase' and actor = '{moderator.Id}'
            """));
    }

    [Fact]
    public async Task Strikes_silence_a_person_at_the_limit_and_a_decision_undone_gives_them_their_voice_back()
    {
        var moderator = await host.ModeratorAsync();
        var author = await host.PersonAsync();
        var cases = new List<(Guid Case, Shop Shop)>();
        for (var n = 0; n < 2; n++)
        {
            var shop = await Shop.OpenAsync(host);
            await shop.DeliverAsync(await shop.SellAsync(author));
            var review = (await author.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/reviews", new
            {
                rating = 1, title = "", body = "Thieves.", language = "en",
            })).Body.GetProperty("id").GetGuid();
            await (await host.PersonAsync()).ReportAsync("review", $"{review}");
            cases.Add((await host.CaseAsync("review", $"{review}"), shop));
        }

        // Two points each, four are the limit; two decisions at once are both counted.
        var answers = await Task.WhenAll(cases.Select(one => moderator.DecideAsync(one.Case, "strike")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers, answer => answer.Body.GetProperty("follows").GetString() == "silenced");
        var shopThere = cases[0].Shop;
        var asked = await AskAsync();
        Assert.Equal((403, "writing_suspended"), (asked.Status, asked.Code));
        Assert.InRange((asked.Body.GetProperty("until").GetDateTime() - DateTime.UtcNow).TotalDays, 29.9, 30.1);
        Assert.Equal(4, (await author.GetAsync("/me/decisions")).Body.GetProperty("points").GetInt32());

        Assert.Equal(204, (await moderator.RestoreAsync(cases[0].Case)).Status);
        Assert.Equal(201, (await AskAsync()).Status);
        Assert.Equal(2, (await author.GetAsync("/me/decisions")).Body.GetProperty("points").GetInt32());

        Task<Said> AskAsync() => author.DoAsync(HttpMethod.Post, $"/products/{shopThere.Product}/questions", new
        {
            text = "Is it heavy?", language = "en",
        });
    }

    [Fact]
    public async Task Strikes_suspend_a_store_at_the_limit_and_expire()
    {
        var shop = await Shop.OpenAsync(host);
        var moderator = await host.ModeratorAsync();
        var other = (await host.ShelveAsync(shop.Store, $"Lamp{Guid.NewGuid():N}")).Product;
        var third = (await host.ShelveAsync(shop.Store, $"Lamp{Guid.NewGuid():N}")).Product;
        var first = await StrikeAsync(shop.Product);
        await host.SqlAsync($"update trust.strike set expires_at = now() where party_id = '{shop.Store}'");
        Assert.Equal(JsonValueKind.Null, (await StrikeAsync(other)).Follows);
        Assert.Equal("approved", await StatusAsync());
        var last = await StrikeAsync(third);
        Assert.Equal(JsonValueKind.String, last.Follows);
        Assert.Equal("suspended", await StatusAsync());
        Assert.Equal("strikes", await host.SqlAsync($"""
            select why from stores.store_history
            where store_id = '{shop.Store}' and what = 'suspend' and actor is null
            """));

        Assert.Equal(204, (await moderator.RestoreAsync(last.Case)).Status);
        Assert.Equal("approved", await StatusAsync());

        Task<object?> StatusAsync() => host.SqlAsync($"select status from stores.store where id = '{shop.Store}'");

        async Task<(Guid Case, JsonValueKind Follows)> StrikeAsync(Guid product)
        {
            await (await host.PersonAsync()).ReportAsync("product", $"{product}", "counterfeit");
            var id = await host.CaseAsync("product", $"{product}");
            var answer = await moderator.DecideAsync(id, "strike", reason: "counterfeit");
            Assert.Equal(200, answer.Status);
            return (id, answer.Body.GetProperty("follows").ValueKind);
        }
    }

    [Fact]
    public async Task What_its_author_removed_meanwhile_cannot_be_removed_and_is_struck_all_the_same()
    {
        var shop = await Shop.OpenAsync(host);
        var (author, review, id) = await shop.ReportedReviewAsync();
        Assert.Equal(204, (await author.DoAsync(HttpMethod.Delete, $"/reviews/{review}?version=1")).Status);
        var moderator = await host.ModeratorAsync();
        var before = await host.AllOfTrustAsync();
        Assert.Equal("thing_gone", (await moderator.DecideAsync(id, "remove")).Code);
        Assert.Equal(before, await host.AllOfTrustAsync());
        Assert.Equal(200, (await moderator.DecideAsync(id, "strike")).Status);
        Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);
        Assert.Equal(0, (await shop.ReviewsAsync()).Count);
    }

    async Task<bool> IsFoundAsync(string slug) => (await host.Http.GetStringAsync(
        $"/sitemap-{Guid.Empty}.xml")).Contains(slug, StringComparison.Ordinal);

    async Task<string> RowAsync(Guid review) =>
        (string)(await host.SqlAsync($"select r::text from community.review r where id = '{review}'"))!;

    async Task<string> RatingsAsync(Shop shop) => (string)(await host.SqlAsync($"""
        select concat_ws(' ', r.ones, r.twos, r.threes, r.fours, r.fives) || ' | ' || s.count || ' ' || s.stars
        from community.rating r, community.store_rating s
        where r.product_id = '{shop.Product}' and s.store_id = '{shop.Store}'
        """))!;

    async Task<string> ProductAsync(Guid product) => (string)(await host.SqlAsync($"""
        select concat_ws('|', (p.withdrawn_at is null)::text, (p.removed_at is null)::text,
            (p.withdrawn_before is null)::text, p.title, p.slug, (
                select string_agg(concat_ws(' ', o.id, o.sku, o.price_minor, o.withdrawn_at, o.paused_at), ',')
                from catalog.offer o join catalog.variant v on v.id = o.variant_id where v.product_id = p.id))
        from catalog.product p where id = '{product}'
        """))!;

    async Task<string> NoticeAsync(Person reader)
    {
        await host.SettleAsync();
        return (string)(await host.SqlAsync($"""
            select kind || ' ' || path from notifications.notice
            where account_id = '{reader.Id}' and topic = 'decisions'
            """))!;
    }
}
