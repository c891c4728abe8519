using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Community.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Questions go to who sells it, and answers to everybody.</summary>
public sealed class QuestionTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task A_question_is_asked_read_by_the_store_answered_and_shown()
    {
        var shop = await Shop.OpenAsync(host);
        var (asker, clerk) = (await host.PersonAsync(), await shop.ClerkAsync());
        var first = await AskAsync(asker, shop, "  Does it fit 60 watts?\n");
        Assert.Equal(
            (201, "Does it fit 60 watts?", "Ana S."), (first.Status, first.Text("text"), first.Text("author")));
        await AskAsync(asker, shop, "How long is the cable?");
        var letters = (await host.LettersAsync(clerk.Email))
            .Where(letter => letter.GetProperty("template").GetString() == "question-asked").ToList();
        Assert.Contains("Does it fit 60 watts?", Assert.Single(letters).GetProperty("text").GetString());

        var waiting = Items((await clerk.GetAsync($"/store/{shop.Store}/questions")).Body);
        Assert.Equal(["How long is the cable?", "Does it fit 60 watts?"], Texts(waiting));
        var id = first.Body.GetProperty("id").GetGuid();
        var answered = await AnswerAsync(clerk, id, shop.Store, 0, "It does.");
        Assert.Equal((200, 1), (answered.Status, answered.Body.GetProperty("version").GetInt32()));
        Assert.Equal(["How long is the cable?", "Does it fit 60 watts?"],
            Texts(Items((await clerk.GetAsync($"/store/{shop.Store}/questions")).Body)));

        // Answered first for who reads, and the answer names the store.
        var shown = Items((await asker.GetAsync($"/products/{shop.Product}/questions")).Body);
        Assert.Equal(["Does it fit 60 watts?", "How long is the cable?"], Texts(shown));
        var answer = shown[0].GetProperty("answers")[0];
        Assert.Equal("It does.", answer.GetProperty("text").GetString());
        Assert.StartsWith("Lamps ", answer.GetProperty("store").GetString());
        var letter = (await host.LettersAsync(asker.Email))
            .Single(one => one.GetProperty("template").GetString() == "question-answered");
        Assert.Contains("It does.", letter.GetProperty("text").GetString());

        Assert.Equal(200, (await AnswerAsync(clerk, id, shop.Store, 1, "It does, up to 75.")).Status);
        await host.SettleAsync();
        Assert.Single(await host.LettersAsync(asker.Email),
            one => one.GetProperty("template").GetString() == "question-answered");
    }

    [Fact]
    public async Task Only_stores_that_sell_it_answer_and_of_two_at_once_one()
    {
        var shop = await Shop.OpenAsync(host);
        var elsewhere = await Shop.OpenAsync(host, shop.Manager);
        var id = (await AskAsync(await host.PersonAsync(), shop, "Is it heavy?")).Body.GetProperty("id").GetGuid();
        var others = await AnswerAsync(elsewhere.Owner, id, elsewhere.Store, 0, "Ours is lighter.");
        Assert.Equal((409, "question_of_others"), (others.Status, others.Code));
        var outside = await AnswerAsync(elsewhere.Owner, id, shop.Store, 0, "It is.");
        Assert.Equal((404, "store_not_found"), (outside.Status, outside.Code));
        Assert.Equal(404, (await elsewhere.Owner.GetAsync($"/store/{shop.Store}/questions")).Status);
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from community.answer where question_id = '{id}' and body is not null"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n =>
            AnswerAsync(shop.Owner, id, shop.Store, 0, $"Answer {n}")));
        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), late => Assert.Equal(
            ("answer_changed_meanwhile", won.Text("text")),
            (late.Code, late.Body.GetProperty("now").GetProperty("text").GetString())));
        Assert.Equal("question_not_found", (await AnswerAsync(shop.Owner, Guid.NewGuid(), shop.Store, 0, "?")).Code);
    }

    [Fact]
    public async Task What_nobody_sells_cannot_be_asked_about()
    {
        var shop = await Shop.OpenAsync(host);
        var asker = await host.PersonAsync();
        Assert.Equal((404, "product_not_found"), await CodeAsync(Guid.NewGuid()));
        Assert.Equal("suspended", (await shop.Manager.DecideAsync(shop.Store, "suspend", "Test.")).Text("status"));
        await host.SettleAsync();
        Assert.Equal((409, "question_nobody_sells"), await CodeAsync(shop.Product));
        foreach (var text in new[] { "", "  \n ", new string('a', 1001), "a\u0007b" })
        {
            var refused = await asker.DoAsync(
                HttpMethod.Post, $"/products/{shop.Product}/questions", new { text, language = "en" });
            Assert.Equal((400, "invalid_fields"), (refused.Status, refused.Code));
        }

        async Task<(int, string?)> CodeAsync(Guid product)
        {
            var refused = await asker.DoAsync(
                HttpMethod.Post, $"/products/{product}/questions", new { text = "Is it new?", language = "en" });
            return (refused.Status, refused.Code);
        }
    }

    [Fact]
    public async Task Pages_go_on_from_answered_to_unanswered_and_meet_each_question_once()
    {
        var shop = await Shop.OpenAsync(host);
        var asker = await host.PersonAsync();
        for (var n = 0; n < 7; n++)
        {
            var asked = await AskAsync(asker, shop, $"Question {n}");
            if (n % 3 == 0)
                await AnswerAsync(shop.Owner, asked.Body.GetProperty("id").GetGuid(), shop.Store, 0, "Yes.");
        }

        foreach (var (path, expected) in new[]
        {
            ($"/products/{shop.Product}/questions", "6 3 0 5 4 2 1"),
            ($"/store/{shop.Store}/questions", "5 4 2 1 6 3 0"),
        })
        {
            var (met, cursor) = (new List<string?>(), "");
            do
            {
                var page = (await shop.Owner.GetAsync($"{path}?limit=2{cursor}")).Body;
                met.AddRange(Texts(Items(page)));
                cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : null;
            }
            while (cursor is not null);
            Assert.Equal(expected, string.Join(' ', met.Select(text => text![^1])));
        }
    }

    [Fact]
    public async Task Who_asked_takes_it_back_and_who_left_is_no_longer_named()
    {
        var shop = await Shop.OpenAsync(host);
        var (asker, other) = (await host.PersonAsync(), await host.PersonAsync());
        var id = (await AskAsync(asker, shop, "Is it blue?")).Body.GetProperty("id").GetGuid();
        await AskAsync(asker, shop, "Is it red?");
        Assert.Equal((404, "question_not_found"), await RemoveAsync(other));
        Assert.Equal((204, null), await RemoveAsync(asker));
        Assert.Equal((404, "question_not_found"), await RemoveAsync(asker));
        await asker.DoAsync(HttpMethod.Post, "/me/closure", new { password = Api.Password });
        await host.SettleAsync();
        var left = Assert.Single(Items((await other.GetAsync($"/products/{shop.Product}/questions")).Body));
        Assert.Equal(("Is it red?", ""), (
            left.GetProperty("text").GetString(), left.GetProperty("author").GetString()));

        async Task<(int, string?)> RemoveAsync(Person who)
        {
            var said = await who.DoAsync(HttpMethod.Delete, $"/questions/{id}");
            return (said.Status, said.Status == 204 ? null : said.Code);
        }
    }

    static Task<Said> AskAsync(Person asker, Shop shop, string text) =>
        asker.DoAsync(HttpMethod.Post, $"/products/{shop.Product}/questions", new { text, language = "en" });

    static Task<Said> AnswerAsync(Person who, Guid question, Guid store, int version, string text) =>
        who.DoAsync(HttpMethod.Post, $"/questions/{question}/answer", new { store, version, text });

    static List<JsonElement> Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    static IEnumerable<string?> Texts(IEnumerable<JsonElement> items) =>
        items.Select(item => item.GetProperty("text").GetString());
}
