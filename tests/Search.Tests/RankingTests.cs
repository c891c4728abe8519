using System.Text;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;

namespace Feria.Search.Tests;

/// <summary>No other ranking goes live before the judged queries were run with it.</summary>
public sealed class RankingTests(Stall stall) : IClassFixture<Stall>
{
    static readonly Guid A = Guid.NewGuid(), B = Guid.NewGuid(), C = Guid.NewGuid();

    [Fact]
    public void Gain_is_counted_as_it_is_written_down()
    {
        var grades = new Dictionary<Guid, int> { [A] = 3, [B] = 2, [C] = 0 };

        Assert.Equal(1, Quality.Ndcg(grades, [A, B, C])!.Value, 9);
        // (2/3 / log2 2 + 1 / log2 3) / (1 / log2 2 + 2/3 / log2 3)
        Assert.Equal(0.913402, Quality.Ndcg(grades, [B, A])!.Value, 6);
        Assert.Equal(0, Quality.Ndcg(grades, [])!.Value);
        Assert.Null(Quality.Ndcg(new Dictionary<Guid, int> { [C] = 0 }, [C]));
        Assert.Equal(0.5, Quality.Recall(grades, [B])!.Value);
        Assert.Null(Quality.Recall(new Dictionary<Guid, int> { [C] = 1 }, [C]));
    }

    [Fact]
    public void Rows_of_a_file_are_read_and_those_of_no_use_counted()
    {
        var (rows, refused) = JudgementRows.Read(
            "\uFEFFquery,product,grade\r\n\"lamp, \"\"big\"\"\",L-1,3\nx,,2\ny,L-2,4\n!!!,L-3,1\nz,L-4,0\n")!.Value;

        Assert.Equal([("lamp, \"big\"", "L-1", 3), ("z", "L-4", 0)],
            rows.Select(row => (row.Query, row.Product, row.Grade)));
        Assert.Equal(3, refused);
        Assert.Null(JudgementRows.Read("a,b\n1,2\n"));
    }

    [Fact]
    public async Task A_draft_goes_live_only_when_it_was_run_and_is_taken_back_with_one_click()
    {
        var staff = await Staff.OfAsync(stall);
        var sent = await SendAsync(staff, "query,product,grade\nrefrigerator,SKU-k1,3\nrefrigerator,SKU-k2,3\n"
            + "refrigerator,SKU-k4,1\nkettle,SKU-k3,3\nkettle,nothing-so,3\n");
        Assert.Equal((5, 4, 1), (sent.GetProperty("read").GetInt32(), sent.GetProperty("put").GetInt32(),
            sent.GetProperty("unknown").GetInt32()));
        Assert.Equal(4, (await SendAsync(staff, "query,product,grade\nrefrigerator,SKU-k1,3\nrefrigerator,SKU-k2,3\n"
            + "refrigerator,SKU-k4,1\nkettle,SKU-k3,3\n")).GetProperty("unchanged").GetInt32());

        var weights = new { prior = 0, sideBySide = 40, begins = 80, corrected = 60, joined = 90, synonym = 95 };
        var (status, draft) = await staff.DoAsync(HttpMethod.Put, "/admin/search/ranking/draft", new { weights });
        Assert.Equal(200, status);
        var (_, early) = await staff.DoAsync(
            HttpMethod.Post, "/admin/search/ranking/draft/live", new { version = 1 });
        Assert.Equal("search_ranking_not_proved", early.GetProperty("code").GetString());

        var (ran, proved) = await staff.DoAsync(HttpMethod.Post, "/admin/search/ranking/draft/prove");
        Assert.Equal(200, ran);
        var proof = proved.GetProperty("proof");
        Assert.Equal((2, "memory"), (proof.GetProperty("queries").GetInt32(), proof.GetProperty("engine").GetString()));
        Assert.Equal(1, proof.GetProperty("before").GetProperty("ndcg").GetDouble());
        Assert.Equal(1, proof.GetProperty("after").GetProperty("recall").GetDouble());

        // Edited again, what was run says nothing of it.
        await staff.DoAsync(HttpMethod.Put, "/admin/search/ranking/draft", new { weights, version = 1 });
        Assert.Equal(409, (await staff.DoAsync(
            HttpMethod.Post, "/admin/search/ranking/draft/live", new { version = 2 })).Status);
        await staff.DoAsync(HttpMethod.Post, "/admin/search/ranking/draft/prove");
        var live = await staff.RuleAsync(HttpMethod.Post, "/admin/search/ranking/draft/live", new { version = 2 });
        Assert.Equal(0, live.GetProperty("live").GetProperty("weights").GetProperty("prior").GetInt32());
        Assert.Equal(JsonValueKind.Null, live.GetProperty("draft").ValueKind);
        var product = (await stall.AskAsync("q=kettle")).GetProperty("items")[0].GetProperty("id").GetGuid();
        Assert.Contains("times 0", await PartsAsync(staff, product));

        var back = await staff.RuleAsync(HttpMethod.Post, "/admin/search/ranking/back");
        Assert.Equal(20, back.GetProperty("live").GetProperty("weights").GetProperty("prior").GetInt32());
        Assert.Contains("times 20", await PartsAsync(staff, product));
        Assert.Equal("search_ranking_nothing_before", (await staff.DoAsync(
            HttpMethod.Post, "/admin/search/ranking/back")).Body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_result_is_judged_where_its_rank_is_explained_with_what_rules_did()
    {
        var staff = await Staff.OfAsync(stall);
        var lamp = (await stall.AskAsync("q=desk lamp")).GetProperty("items")[0].GetProperty("id").GetGuid();
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { words = new[] { "luminaire" }, means = new[] { "lamp" } });
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/curations",
            new { query = "desk luminaire", pins = new[] { lamp } });
        Assert.Equal(204, (await staff.DoAsync(HttpMethod.Put, "/admin/search/judgements",
            new { query = "Desk luminaire", product = lamp, grade = 2 })).Status);

        var (_, said) = await staff.GetAsync($"/admin/search/explain?q=desk luminaire&product={lamp}");

        Assert.Equal((1, 2, false), (said.GetProperty("pinnedAt").GetInt32(), said.GetProperty("grade").GetInt32(),
            said.GetProperty("hidden").GetBoolean()));
        Assert.Equal("luminaire = lamp", said.GetProperty("synonyms")[0].GetString());
        Assert.Equal(204, (await staff.DoAsync(HttpMethod.Put, "/admin/search/judgements",
            new { query = "desk luminaire", product = lamp })).Status);
        Assert.Equal(0, (await staff.GetAsync("/admin/search/judgements?q=desk luminaire")).Body.GetProperty("items")
            .GetArrayLength());
    }

    [Fact]
    public async Task Where_there_is_no_room_for_more_what_was_judged_may_be_judged_anew()
    {
        var staff = await Staff.OfAsync(stall);
        var product = await stall.SqlAsync("select product_id from search.card order by product_id limit 1");
        await stall.SqlAsync($"""
            insert into search.judgement (normal, product_id, query, grade)
            select 'full ' || n, '{product}', 'full ' || n, 1
            from generate_series(1, {PutJudgement.Most} - (select count(*) from search.judgement)) n
            """);
        try
        {
            var again = await SendAsync(staff, $"query,product,grade\r\nfull 1,{product},2\r\nfull 2,{product},1\r\n");
            Assert.Equal((1, 1), (again.GetProperty("put").GetInt32(), again.GetProperty("unchanged").GetInt32()));
            Assert.Equal(204, (await staff.DoAsync(HttpMethod.Put, "/admin/search/judgements",
                new { query = "full 3", product, grade = 3 })).Status);
            Assert.Equal(409, (await staff.DoAsync(HttpMethod.Put, "/admin/search/judgements",
                new { query = "one more", product, grade = 3 })).Status);
            await SendAsync(staff, $"query,product,grade\r\nfull 4,{product},3\r\none more,{product},1\r\n", 409);

            Assert.Equal("full 1 2, full 3 3", await stall.SqlAsync("""
                select string_agg(query || ' ' || grade, ', ' order by query)
                from search.judgement where (query like 'full %' and grade <> 1) or query = 'one more'
                """));
        }
        finally
        {
            await stall.SqlAsync("delete from search.judgement where query like 'full %'");
        }
    }

    [Fact]
    public void A_proof_is_of_these_weights_against_those_that_are_live()
    {
        var live = GetRanking.Usual;
        var proof = new RankingProof(
            DateTime.UnixEpoch, "memory", 1, live.Weights, new(1, 1), new(1, 1), 0, 1, [], 0);
        var draft = new RankingSet(A, RankingSet.Draft, live.Weights with { Prior = 3 }, 4, proof, null);

        Assert.Null(PutRankingLive.Refuse(draft, live, 4));
        Assert.Equal("search_rule_changed", PutRankingLive.Refuse(draft, live, 3)!.Code);
        Assert.Equal("search_ranking_not_proved", PutRankingLive.Refuse(draft with { Proof = null }, live, 4)!.Code);
        Assert.Equal("search_ranking_not_proved", PutRankingLive.Refuse(
            draft, live with { Weights = live.Weights with { Begins = 1 } }, 4)!.Code);
    }

    static async Task<string> PartsAsync(Staff staff, Guid product) => (await staff.GetAsync(
        $"/admin/search/explain?q=kettle&product={product}")).Body.GetProperty("parts").GetRawText();

    async Task<JsonElement> SendAsync(Staff staff, string csv, int status = 200)
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/search/judgements/import")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new("text/csv") } },
        };
        asked.Headers.Authorization = new("Bearer", staff.Token);
        var answer = await stall.Http.SendAsync(asked);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }
}
