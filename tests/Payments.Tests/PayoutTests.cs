using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Feria.Inventory.Tests;

namespace Feria.Payments.Tests;

/// <summary>From a sale to the store's bank account, and every way back.</summary>
public sealed class PayoutTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await market.BooksAddUpAsync();

    [Fact]
    public async Task What_is_sold_is_held_until_it_is_delivered_and_nothing_is_open()
    {
        var till = await Till.OpenAsync(market);
        var (_, order) = await till.SellAsync();
        await till.ReleaseAsync();
        Assert.Equal((9_000, 0, 0), await till.BalanceAsync());

        var cause = Id.New();
        await market.DoAsync(tx => market.Payments.KeepBackAsync(tx, order, cause));
        await market.DoAsync(tx => market.Payments.KeepBackAsync(tx, order, cause));
        await till.DeliverAsync(order);
        await till.ReleaseAsync();
        Assert.Equal((9_000, 0, 0), await till.BalanceAsync());

        await market.DoAsync(tx => market.Payments.LetGoAsync(tx, order, cause));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => till.ReleaseAsync()));
        Assert.Equal((0, 9_000, 0), await till.BalanceAsync());
    }

    [Fact]
    public async Task What_was_paid_at_the_door_leaves_the_store_owing_the_fees()
    {
        var till = await Till.OpenAsync(market);
        await till.EarnAsync(method: "cash_on_delivery");
        Assert.Equal((0, -1_000, 0), await till.BalanceAsync());
        await till.EarnAsync();
        Assert.Equal((0, 8_000, 0), await till.BalanceAsync());
    }

    [Fact]
    public async Task Asked_for_by_many_at_once_it_is_paid_once_in_a_file_the_bank_reads()
    {
        var till = await Till.OpenAsync(market, currency: "BRL");
        await till.EarnAsync();
        Assert.Equal("payout_account_needed", await (await AskAsync(till)).CodeAsync());
        await till.BankAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(till)));
        var made = Assert.Single(answers, answer => (int)answer.StatusCode == 201);
        var payout = (await made.JsonAsync()).GetProperty("id").GetGuid();
        foreach (var answer in answers.Where(answer => answer != made))
            Assert.Equal("nothing_payable", await answer.CodeAsync());
        Assert.Equal((0, 0, 9_000), await till.BalanceAsync());

        using var staff = Till.Staff(market);
        // Files are of a currency: others' payouts may be in it as well.
        var files = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => staff.PostAsJsonAsync(
            "/api/v1/admin/payout-files", new { format = "pain.001", currency = "BRL" })));
        var file = (await Assert.Single(files, answer => (int)answer.StatusCode == 201).JsonAsync())
            .GetProperty("id").GetGuid();
        var xml = XDocument.Parse(await staff.GetStringAsync($"/api/v1/admin/payout-files/{file}"));
        XNamespace pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03";
        var transfer = Assert.Single(
            xml.Descendants(pain + "CdtTrfTxInf"),
            one => one.Descendants(pain + "EndToEndId").Single().Value == $"{payout:N}");
        Assert.Equal("90.00", transfer.Descendants(pain + "InstdAmt").Single().Value);
        Assert.Equal("DE89370400440532013000", transfer.Descendants(pain + "IBAN").Single().Value);
        var sums = xml.Descendants(pain + "InstdAmt")
            .Sum(one => decimal.Parse(one.Value, CultureInfo.InvariantCulture));
        Assert.All(xml.Descendants(pain + "CtrlSum"), sum =>
            Assert.Equal(sums, decimal.Parse(sum.Value, CultureInfo.InvariantCulture)));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            staff.PostAsync($"/api/v1/admin/payout-files/{file}/paid", null)));
        Assert.Equal((0, 0, 0), await till.BalanceAsync());
        var late = await staff.PostAsJsonAsync(
            $"/api/v1/admin/payouts/{payout}/settle", new { status = "failed", why = "Account closed." });
        Assert.Equal("payout_settled", await late.CodeAsync());
        await market.SettleAsync();
        var letter = Assert.Single(
            await market.LettersAsync("store-payout-paid"), one => one.Facts["store"] == $"Store {till.Store}");
        Assert.Equal("BRL 90.00", letter.Facts["amount"].Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task A_payout_that_comes_back_is_owed_again()
    {
        var till = await Till.OpenAsync(market);
        await till.EarnAsync();
        await till.BankAsync();
        var payout = (await (await AskAsync(till)).JsonAsync()).GetProperty("id").GetGuid();
        using var staff = Till.Staff(market);
        var path = $"/api/v1/admin/payouts/{payout}/settle";
        var unsaid = await staff.PostAsJsonAsync(path, new { status = "failed" });
        Assert.Equal("payout_why_needed", await unsaid.CodeAsync());
        var failed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            staff.PostAsJsonAsync(path, new { status = "failed", why = "Account closed." })));
        Assert.All(failed, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal((0, 9_000, 0), await till.BalanceAsync());
        Assert.Equal(201, (int)(await AskAsync(till)).StatusCode);
    }

    [Fact]
    public async Task Payouts_are_taken_along_by_status_currency_and_file()
    {
        var till = await Till.OpenAsync(market);
        await till.EarnAsync();
        await till.BankAsync();
        await market.SqlAsync($"update stores.store set name = '=Lamps, Ana' where id = '{till.Store}'");
        var payout = (await (await AskAsync(till)).JsonAsync()).GetProperty("id").GetGuid();
        using var staff = Till.Staff(market);
        var made = await AtAsync("made_at");
        var row = $"\"'=Lamps, Ana\",90.00,BRL,made,3000,{made},,,,{till.Store},{payout}";

        foreach (var filter in new[] { "", "?status=made", "?currency=BRL", "?status=made&currency=BRL" })
            Assert.Single(await RowsAsync(filter), one => one == row);
        foreach (var filter in new[] { "?status=paid", "?currency=GBP", $"?file={Guid.NewGuid()}" })
            Assert.DoesNotContain(await RowsAsync(filter), one => one.EndsWith($"{payout}"));
        await staff.PostAsJsonAsync(
            $"/api/v1/admin/payouts/{payout}/settle", new { status = "failed", why = "-closed" });
        var settled = await AtAsync("settled_at");
        Assert.Contains(
            $"\"'=Lamps, Ana\",90.00,BRL,failed,3000,{made},{settled},'-closed,,{till.Store},{payout}",
            await RowsAsync("?status=failed"));

        async Task<string> AtAsync(string when) =>
            $"{(DateTime)(await market.SqlAsync($"select {when} from payments.payout where id = '{payout}'"))!:O}";

        async Task<string[]> RowsAsync(string filter) =>
            (await staff.GetStringAsync("/api/v1/admin/payouts.csv" + filter)).Split("\r\n")[1..^1];
    }

    [Fact]
    public async Task A_refund_after_the_payout_is_taken_from_what_comes_next()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, order) = await till.EarnAsync();
        await till.BankAsync(schedule: "daily", minimum: 4_001);
        await till.RunAsync<MakePayouts>();
        Assert.Equal((0, 0, 9_000), await till.BalanceAsync());

        await till.RefundAsync(checkout, order, 5_000);
        Assert.Equal((0, -4_500, 9_000), await till.BalanceAsync());
        Assert.Equal("nothing_payable", await (await AskAsync(till)).CodeAsync());
        await till.EarnAsync();
        await market.SqlAsync($"update payments.payout_account set next_at = now() where store_id = '{till.Store}'");
        await till.RunAsync<MakePayouts>();
        Assert.Equal((0, 0, 13_500), await till.BalanceAsync());
    }

    [Fact]
    public async Task A_schedule_waits_for_the_least_and_a_new_account_for_a_day()
    {
        var till = await Till.OpenAsync(market);
        await till.EarnAsync();
        await till.BankAsync(schedule: "weekly", minimum: 9_001);
        await till.RunAsync<MakePayouts>();
        Assert.Equal((0, 9_000, 0), await till.BalanceAsync());

        var path = $"/api/v1/store/{till.Store}/payout-account";
        var other = await till.Desk.PutAsJsonAsync(path, new
        {
            version = 1, holder = "Somebody", bank = "DEUTDEFF", account = "DE02120300000000202051", schedule = "daily",
            minimum = 0,
        });
        Assert.Equal(200, (int)other.StatusCode);
        var put = await other.JsonAsync();
        Assert.Equal("2051", put.GetProperty("ending").GetString());
        Assert.DoesNotContain("DE0212", put.ToString());
        Assert.Equal("payout_account_new", await (await AskAsync(till)).CodeAsync());
        await till.RunAsync<MakePayouts>();
        Assert.Equal((0, 9_000, 0), await till.BalanceAsync());
        await market.SettleAsync();
        Assert.Contains(
            await market.LettersAsync("store-payout-account"), letter => letter.Facts["ending"] == "2051");
    }

    [Fact]
    public async Task An_account_is_edited_from_the_version_that_was_seen_and_its_number_adds_up()
    {
        var till = await Till.OpenAsync(market);
        var path = $"/api/v1/store/{till.Store}/payout-account";
        var puts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            till.Desk.PutAsJsonAsync(path, Till.Account(0))));
        Assert.Single(puts, put => put.IsSuccessStatusCode);
        foreach (var put in puts.Where(put => !put.IsSuccessStatusCode))
            Assert.Equal("payout_account_changed", await put.CodeAsync());
        var wrong = await till.Desk.PutAsJsonAsync(path, new
        {
            version = 1, holder = "Ana", bank = "DEUTDEFF", account = "DE89370400440532013001", schedule = "daily",
            minimum = 0,
        });
        Assert.Equal("account_number_wrong", await wrong.CodeAsync());
        Assert.Equal(1, (await till.GetAsync("payout-account")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Who_is_no_owner_sees_no_money()
    {
        var till = await Till.OpenAsync(market);
        var manager = await market.PersonAsync();
        await market.EmployAsync(till.Store, manager, "manager");
        using var inside = market.As(manager);
        using var stranger = market.As(Id.New());
        foreach (var path in new[]
        {
            "balance", "statement", "statement.csv", "payouts", "payout-account", "disputes", "fees",
        })
        {
            Assert.Equal(
                "store_role_lacks", await (await inside.GetAsync($"/api/v1/store/{till.Store}/{path}")).CodeAsync());
            Assert.Equal(
                "store_not_found", await (await stranger.GetAsync($"/api/v1/store/{till.Store}/{path}")).CodeAsync());
        }

        var put = await inside.PutAsJsonAsync($"/api/v1/store/{till.Store}/payout-account", Till.Account(0));
        Assert.Equal("store_role_lacks", await put.CodeAsync());
        Assert.Equal(0L, await market.SqlAsync(
            $"select count(*) from payments.payout_account where store_id = '{till.Store}'"));
    }

    [Fact]
    public async Task A_statement_opens_with_what_was_and_every_line_leads_to_what_is()
    {
        var till = await Till.OpenAsync(market);
        await till.BankAsync();
        for (var i = 0; i < 3; i++)
        {
            var (checkout, order) = await till.EarnAsync(1_000 + i);
            // After it was released: the line of the release still says what it said.
            if (i == 1) await till.RefundAsync(checkout, order, 333);
            if (i == 2) Assert.Equal(201, (int)(await AskAsync(till)).StatusCode);
        }

        var lines = new List<JsonElement>();
        JsonElement statement;
        for (string? cursor = null; ;)
        {
            statement = await till.GetAsync($"statement?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            var page = statement.GetProperty("lines");
            lines.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
            if (cursor is null) break;
        }

        Assert.Equal(
            ["payout", "release", "refund", "release", "release"],
            lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal(0, Amount(statement, "opening"));
        Assert.Equal((await till.BalanceAsync()).Payable, Amount(statement, "closing"));
        Assert.Equal(Amount(statement, "closing"), lines.Sum(line => Amount(line, "amount")));
        Assert.Equal(
            Amount(statement, "closing"),
            statement.GetProperty("sums").EnumerateArray().Sum(sum => Amount(sum, "amount")));
        foreach (var release in lines.Where(line => line.GetProperty("kind").GetString() == "release"))
        {
            Assert.False(string.IsNullOrEmpty(release.GetProperty("number").GetString()));
            Assert.Equal(Amount(release, "amount"), Earned(release));
            Assert.Equal(0, Amount(release.GetProperty("of"), "refunded"));
        }

        // Of days before there is nothing, and they close with nothing.
        var before = await till.GetAsync("statement?from=2020-01-01&to=2020-01-31");
        Assert.Equal((0, 0), (Amount(before, "opening"), Amount(before, "closing")));
        var csv = await till.Desk.GetStringAsync($"/api/v1/store/{till.Store}/statement.csv");
        Assert.Equal(1 + 5, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_books_of_some_days_explain_every_cent()
    {
        var till = await Till.OpenAsync(market);
        await till.EarnAsync();
        using var staff = Till.Staff(market);
        var body = new { reference = $"bank {Id.New()}", amount = new { amount = 9_900, currency = "BRL" } };
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            staff.PostAsJsonAsync("/api/v1/admin/settlements", body)));
        Assert.Single(told, answer => answer.IsSuccessStatusCode);

        var books = await staff.GetFromJsonAsync<JsonElement>("/api/v1/admin/reconciliation");
        Assert.Empty(books.GetProperty("differences").EnumerateArray());
        var accounts = books.GetProperty("accounts").EnumerateArray()
            .Where(account => account.GetProperty("closing").GetProperty("currency").GetString() == "BRL").ToList();
        foreach (var account in accounts)
        {
            var moves = account.GetProperty("moves").EnumerateObject().Sum(move => move.Value.GetInt64());
            Assert.Equal(Amount(account, "closing"), Amount(account, "opening") + moves);
        }

        foreach (var kind in accounts.SelectMany(account => account.GetProperty("moves").EnumerateObject())
            .GroupBy(move => move.Name))
            Assert.Equal(0, kind.Sum(move => move.Value.GetInt64()));
        Assert.Equal(9_900, Assert.Single(accounts, one => one.GetProperty("name").GetString() == "bank")
            .GetProperty("moves").GetProperty("settlement").GetInt64());
        // The gateway paid it out: the bank has it now.
        await market.SqlAsync($"delete from payments.settlement where reference = '{body.reference}'");
        Assert.Equal("too_many_days", await (await staff.GetAsync(
            "/api/v1/admin/reconciliation?from=2026-01-01&to=2026-03-01")).CodeAsync());
        var back = new { reference = $"bank {Id.New()}", amount = new { amount = -9_900, currency = "BRL" } };
        (await staff.PostAsJsonAsync("/api/v1/admin/settlements", back)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task What_was_refunded_before_and_paid_at_the_door_is_told_beside_what_was_earned()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, order) = await till.SellAsync();
        await till.RefundAsync(checkout, order, 4_000);
        await till.DeliverAsync(order);
        await till.ReleaseAsync();
        await till.EarnAsync(method: "cash_on_delivery");

        var lines = (await till.GetAsync("statement")).GetProperty("lines").GetProperty("items");
        var (door, card) = (lines[0], lines[1]);
        Assert.Equal((-1_000, 10_000), (Amount(door, "amount"), Amount(door.GetProperty("of"), "collected")));
        Assert.Equal((5_400, 3_600), (Amount(card, "amount"), Amount(card.GetProperty("of"), "refunded")));
        foreach (var line in new[] { door, card }) Assert.Equal(Amount(line, "amount"), Earned(line));
    }

    static long Earned(JsonElement line)
    {
        var of = line.GetProperty("of");
        return Amount(of, "sold") - Amount(of, "fees") - Amount(of, "refunded") - Amount(of, "collected");
    }

    Task<HttpResponseMessage> AskAsync(Till till) =>
        till.Desk.PostAsync($"/api/v1/store/{till.Store}/payouts", null);

    static long Amount(JsonElement json, string name) => json.GetProperty(name).GetProperty("amount").GetInt64();
}
