using System.CommandLine;
using System.Diagnostics;
using Dapper;
using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Every room of the back office where there is much of everything: half a million people, ten thousand stores, a
/// million lines of the audit, a hundred thousand cases. Each is to answer within a fifth of a second.
/// </summary>
static class BackOffice
{
    const int Users = 500_000, Stores = 10_000, Products = 30_000, Orders = 200_000, Reviews = 20_000;
    const int Lines = 1_000_000, LinesAtOnce = 5_000;

    // Below what the rooms can answer, so that what is told is not their queue.
    const double PerSecond = 20;
    const double MostMs = 200;

    static readonly string[] Rooms =
    [
        "", "find?q=shop", "find?q={email}", "find?q={order}", "orders", "orders?account={account}",
        "stores?status=all", "returns", "stock", "money", "money/disputes", "money/fees", "flash-sales", "promotions",
        "banners", "sponsored", "landing-pages",
        "users", "users?role=seller", "users?status=suspended", "users/{account}", "roles", "moderation",
        "moderation?kind=product", "moderation?which=decided", "moderation/{case}",
        "moderation/products/{product}", "categories", "search", "campaigns", "segments",
        "coupons", "incidents", "settings",
        "audit", "audit?outcome=denied", "audit?operation=MoveOrder", "audit?subject={subject}", "audit?actor={actor}",
        "audit?from=2026-01-01&to=2026-01-02", "health", "reactions", "jobs",
    ];

    public static readonly Command Command = Make();

    static Command Make()
    {
        var (seconds, json) = (
            new Option<double>("--seconds") { Description = "Of each room.", DefaultValueFactory = _ => 8 },
            new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." });
        var command = new Command("backoffice", "Every room of the back office with a million lines of audit.")
        {
            seconds, json,
        };
        command.SetAction((parsed, stop) => Wishes.WhereThereIsRoomAsync(() =>
            RunAsync(parsed.GetValue(seconds), parsed.GetValue(json), stop)));
        return command;
    }

    static async Task<int> RunAsync(double seconds, FileInfo? json, CancellationToken stop)
    {
        var size = Size.Full(DateTime.UtcNow) with
        {
            Users = Users, Products = Products, Orders = Orders, Reviews = Reviews, Stores = Stores,
        };
        var plan = new Plan(Clients: 16, seconds, Shoppers: 0, TellsStatements: false);
        var report = await Measuring.OnStreetAsync(
            new("of a back office", size), plan, null, street => MeasureAsync(street, stop), stop);
        report.TellInvariants();
        await report.WriteAsync(json);
        return report.ExitStatus;
    }

    static async Task<List<Figure>> MeasureAsync(Street street, CancellationToken stop)
    {
        await FillAuditAsync(street.Installation, stop);
        await CaseLoad.PutAsync(street.Installation.ConnectionString, stop);
        var token = await EnterAsync(street, stop);
        var known = await KnownAsync(street.Installation, stop);
        Act[] rooms = [.. Rooms.Select(room => Visit(token, known.Aggregate(room, (path, one) =>
            path.Replace($"{{{one.Key}}}", Uri.EscapeDataString(one.Value), StringComparison.Ordinal))))];
        await Trial.WarmUpAsync(street, (wire, chance, end) => chance.Of(rooms)(wire, chance, end), stop);
        Report.TellHead();
        var figures = new List<Figure>();
        foreach (var (room, visit) in Rooms.Zip(rooms))
        {
            var outcome = await Loads.OpenAsync(
                street.Shop, visit, PerSecond, Trial.Connections, street.Plan.Run, stop);
            var figure = Figure.Of(room == "" ? "today" : room, outcome.At(.99), "ms, p99") with
            {
                P50Ms = outcome.At(.5), P99Ms = outcome.At(.99), Target = MostMs, Errors = outcome.Errors,
                Met = outcome.Errors == 0 && outcome.At(.99) <= MostMs,
            };
            Report.Tell(figure);
            figures.Add(figure);
        }

        return figures;
    }

    static Act Visit(string token, string room)
    {
        var request = Wire.Request(
            "GET", $"/operations{(room == "" ? "" : "/")}{room}", null, ("Cookie", $"feria={token}"));
        // What is found alone is gone to at once.
        return async (wire, _, stop) => await wire.AskAsync(request, stop) is 200 or 303;
    }

    // As the product writes them, each sealed with the one before.
    static async Task FillAuditAsync(Installation installation, CancellationToken stop)
    {
        await using var database = new Database(installation.ConnectionString)
        {
            Audit = new(Vault.Open(installation.Keys)),
        };
        var (begun, chance) = (Stopwatch.GetTimestamp(), new Random(7));
        string[] deeds = ["order", "store", "payout", "category", "user", "listing"];
        for (var written = 0; written < Lines; written += LinesAtOnce)
        {
            await using var tx = await database.WriteAsync(stop);
            for (var one = 0; one < LinesAtOnce; one++)
                tx.Audit(
                    deeds[chance.Next(deeds.Length)], new Guid(chance.Next(1, 50_000), 0, 0, new byte[8]),
                    new { status = "paid" }, new { status = "preparing" }, "as the buyer asked");
            await tx.CommitAsync();
        }

        Console.WriteLine(
            $"{Lines:N0} lines of audit written, {Lines / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} a second.");
    }

    static async Task<string> EnterAsync(Street street, CancellationToken stop)
    {
        await street.Installation.SqlAsync("""
            insert into accounts.account_role (region, account_id, role)
            select 'main', id, 'administrator' from accounts.account order by id limit 1
            on conflict do nothing
            """);
        return await People.SignInAsync(street.Installation.Http, People.EmailOf(0), stop);
    }

    static async Task<IReadOnlyDictionary<string, string>> KnownAsync(Installation installation, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(installation.ConnectionString);
        var known = await connection.QuerySingleAsync<Known>(new(KnownSql, cancellationToken: stop));
        return new Dictionary<string, string>
        {
            ["email"] = People.EmailOf(17),
            ["order"] = known.Order,
            ["account"] = known.Account.ToString(),
            ["subject"] = known.Subject,
            ["actor"] = known.Account.ToString(),
            ["case"] = known.Case.ToString(),
            ["product"] = known.Product.ToString(),
        };
    }

    sealed record Known(string Order, Guid Account, string Subject, Guid Case, Guid Product);

    const string KnownSql = """
        -- bench.back-office.known
        select
            (select number from orders.store_order order by id desc limit 1) as "order",
            (select account_id from orders.store_order where account_id is not null order by id desc limit 1)
                as account,
            (select subject from kernel.audit_entry order by number desc limit 1) as subject,
            (select id from trust.case_file where is_open and kind = 'product' order by rank_at limit 1) as "case",
            (select id from catalog.product order by id limit 1) as product
        """;
}
