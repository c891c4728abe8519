using System.CommandLine;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Every room of the desk and signing in, where there are thirty stores and where there are ten thousand: a store has
/// as much in the one as in the other, so that only the others could make it slower.
/// </summary>
static class Sellers
{
    const int ProductsOfEach = 3, OrdersOfEach = 20, ReviewsOfEach = 4, BuyersOfEach = 2;

    // Below what the desk can answer, so that what is told is not its queue.
    const double PerSecond = 30;

    const int Clients = 16;
    const int SignIns = 2;
    const int Owners = 30;

    static readonly int[] Stores = [30, 10_000];

    static readonly string[] Rooms =
    [
        "", "orders", "returns", "messages", "questions", "listings", "sheets", "promotions", "promotions/prices",
        "stock", "reviews", "statistics", "money", "delivery", "profile", "people", "integrations",
    ];

    public static readonly Command Command = Make();

    static Command Make()
    {
        var (seconds, json) = (
            new Option<double>("--seconds") { Description = "Of each room.", DefaultValueFactory = _ => 8 },
            new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." });
        var command = new Command("sellers", "The desk and signing in with thirty stores and with ten thousand.")
        {
            seconds, json,
        };
        command.SetAction((parsed, stop) => Wishes.WhereThereIsRoomAsync(() =>
            RunAsync(parsed.GetValue(seconds), parsed.GetValue(json), stop)));
        return command;
    }

    static async Task<int> RunAsync(double seconds, FileInfo? json, CancellationToken stop)
    {
        var plan = new Plan(Clients, seconds, Shoppers: 0, TellsStatements: false);
        Asked[] sizes = [.. Stores.Select(SizeOf)];
        var reports = new List<Report>();
        foreach (var size in sizes)
            reports.Add(await Measuring.OnStreetAsync(size, plan, null, street => MeasureAsync(street, stop), stop));
        var report = Growth.Compare(sizes, reports);
        report.TellInvariants();
        await report.WriteAsync(json);
        return report.ExitStatus;
    }

    static Asked SizeOf(int stores) => new($"{stores} stores", Size.Full(DateTime.UtcNow) with
    {
        Users = stores * BuyersOfEach,
        Products = stores * ProductsOfEach,
        Orders = stores * OrdersOfEach,
        Reviews = stores * ReviewsOfEach,
        Stores = stores,
    });

    static async Task<List<Figure>> MeasureAsync(Street street, CancellationToken stop)
    {
        var owners = await OwnersAsync(street, stop);
        Act[] rooms = [.. Rooms.Select(room => Visit(owners, room))];
        await Trial.WarmUpAsync(street, (wire, chance, end) => chance.Of(rooms)(wire, chance, end), stop);
        Report.TellHead();
        var figures = new List<Figure>();
        foreach (var (room, visit) in Rooms.Zip(rooms))
            Tell(Of(room == "" ? "desk" : room, await Loads.OpenAsync(
                street.Shop, visit, PerSecond, Trial.Connections, street.Plan.Run, stop)));
        var signIn = SignIn([.. owners.Select(one => one.Email)]);
        await Loads.ClosedAsync(street.Shop, signIn, SignIns, street.Plan.WarmUp, stop);
        Tell(Of("sign-in", await Loads.ClosedAsync(street.Shop, signIn, SignIns, street.Plan.Run, stop)));
        return figures;

        void Tell(Figure figure)
        {
            Report.Tell(figure);
            figures.Add(figure);
        }
    }

    static Figure Of(string name, Outcome outcome) => Figure.Of(name, outcome.At(.99), "ms, p99") with
    {
        P50Ms = outcome.At(.5),
        P99Ms = outcome.At(.99),
        Errors = outcome.Errors,
    };

    static Act Visit(IReadOnlyList<Owner> owners, string room)
    {
        byte[][] requests =
        [
            .. owners.Select(one => Wire.Request(
                "GET", $"/sell/{one.Store}{(room == "" ? "" : "/")}{room}", null, ("Cookie", $"feria={one.Token}"))),
        ];
        return async (wire, chance, stop) => await wire.AskAsync(chance.Of(requests), stop) == 200;
    }

    static Act SignIn(IReadOnlyList<string> emails)
    {
        byte[][] requests =
        [
            .. emails.Select(email => Wire.Request("POST", "/api/v1/sessions", JsonSerializer.Serialize(
                new { email, password = People.Password }))),
        ];
        return async (wire, chance, stop) => await wire.AskAsync(chance.Of(requests), stop) == 200;
    }

    sealed record Owner(Guid Store, string Email, string Token);

    // As many at either size, of stores spread over all.
    static async Task<IReadOnlyList<Owner>> OwnersAsync(Street street, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(street.Installation.ConnectionString);
        var owners = new List<Owner>();
        foreach (var (store, number) in await connection.QueryAsync<(Guid, long)>(OwnersSql, new { Owners }))
        {
            var email = People.EmailOf((int)number);
            owners.Add(new(store, email, await People.SignInAsync(street.Installation.Http, email, stop)));
        }

        return owners;
    }

    const string OwnersSql = """
        -- bench.sellers.owners
        select s.store_id, a.number
        from stores.staff s
        join (select id, row_number() over (order by id) - 1 as number from accounts.account) a on a.id = s.account_id
        order by md5(s.store_id::text)
        limit @Owners
        """;
}
