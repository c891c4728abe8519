using System.Net.Http.Headers;

namespace Feria.Reads.Tests;

/// <summary>
/// Every GET endpoint, asked where there is little and where there is ten times as much: the same statements, however
/// much there is. statements.txt says how many, with no copy held (cold) and with all of them (hot).
/// </summary>
public sealed class StatementCountTests(StatementCountTests.Fairs fairs) : IClassFixture<StatementCountTests.Fairs>
{
    const int Few = 2;
    const int Many = 20;

    /// <summary>
    /// How the lines of flash sales stand is read for all who ask, once in a third of a second; who has promotions,
    /// twice a minute.
    /// </summary>
    static readonly string[] ByTheClock = ["flashsales.lines.", "marketing.offering.", "marketing.sponsorship-book.",
        "marketing.banner-book."];

    /// <summary>Drawn for everybody once a second, whoever asks.</summary>
    const string DrawnByTheClock = "/flash/{slug}";

    [Fact]
    public async Task No_answer_takes_more_statements_where_there_is_more()
    {
        var few = await CountAsync(fairs.Few);
        var many = await CountAsync(fairs.Many);
        Assert.Equal(few.Keys, many.Keys);
        var grown = few.Where(one => many[one.Key].IsMoreThan(one.Value, LotsMoreOf(one.Key)))
            .Select(one => $"{one.Key}: {one.Value} of few, {many[one.Key]} of many\n"
                + string.Join('\n', many[one.Key].Surplus(one.Value)));
        Assert.True(!grown.Any(), string.Join('\n', grown.Prepend("")));

        var approved = Path.Combine(TestCluster.Root, "tests/Reads.Tests/statements.txt");
        var text = string.Concat(many.Select(one => $"{one.Key} {one.Value}\n"));
        if (File.Exists(approved) && await File.ReadAllTextAsync(approved) == text) return;
        await File.WriteAllTextAsync(Path.ChangeExtension(approved, ".received.txt"), text);
        Assert.Fail("Statements are not as statements.txt counts them: look at statements.received.txt, approve what "
            + "is right.");
    }

    [Theory]
    [InlineData("GET /api/v1/products nobody")]
    [InlineData("GET /api/v1/products/{idOrSlug} nobody")]
    [InlineData("GET /api/v1/categories nobody")]
    [InlineData("GET /api/v1/categories/{slug} nobody")]
    [InlineData("GET /api/v1/products/{product:guid}/reviews nobody")]
    [InlineData("GET /api/v1/suggestions nobody")]
    [InlineData("GET /api/v1/trending nobody")]
    [InlineData("GET / nobody")]
    [InlineData("GET /categories nobody")]
    [InlineData("GET /category/{category} nobody")]
    [InlineData("GET /product/{slug} nobody")]
    [InlineData("GET /search nobody")]
    public async Task What_everybody_reads_takes_no_statement_while_its_copy_holds(string what) =>
        Assert.Equal([], (await CountAsync(fairs.Few, what)).Single().Value.Hot);

    [Theory]
    [InlineData("/l/")]
    [InlineData("/api/v1/landing-pages/")]
    public async Task Addresses_that_somebody_made_up_take_no_statement_however_many(string path)
    {
        await AskAsync(fairs.Few, path + "nothing-here", null);
        for (var round = 0; round < 20; round++)
        {
            var (status, names) = await AskAsync(fairs.Few, $"{path}nothing-here-{round}", null);
            Assert.Equal((404, ""), (status, string.Join(' ', names)));
        }
    }

    // A file is read in lots, a statement each; of one there is here more than a lot holds.
    static int LotsMoreOf(string what) => what.StartsWith("GET /api/v1/admin/returns.csv ", StringComparison.Ordinal)
        ? 1 : 0;

    sealed record Count(int Status, IReadOnlyList<string> Cold, IReadOnlyList<string> Hot)
    {
        public bool IsMoreThan(Count other, int allowed) =>
            Cold.Count > other.Cold.Count + allowed || Hot.Count > other.Hot.Count + allowed;

        public IEnumerable<string> Surplus(Count other) => Cold.CountBy(name => name)
            .Where(one => one.Value > other.Cold.Count(name => name == one.Key))
            .Select(one => $"  {one.Value} × {one.Key}");

        public override string ToString() => $"{Status} cold {Cold.Count} hot {Hot.Count}";
    }

    static async Task<IReadOnlyDictionary<string, Count>> CountAsync(Fair fair, string? only = null)
    {
        var counts = new SortedDictionary<string, Count>(StringComparer.Ordinal);
        foreach (var (route, rule) in Routes.Of(fair).Where(one => one.Route != DrawnByTheClock))
            foreach (var (who, token) in Askers(fair, rule))
            {
                var name = $"GET {route} {who}";
                if (only is null || only == name) counts[name] = await CountAsync(fair, route, token);
            }

        return counts;
    }

    static IEnumerable<(string Who, string? Token)> Askers(Fair fair, AccessRule rule) => rule.Who switch
    {
        Audience.Anyone => [("nobody", null), ("buyer", fair.BuyerToken)],
        Audience.Account or Audience.AccountOrKey => [("buyer", fair.BuyerToken)],
        _ => [("administrator", fair.AdministratorToken)],
    };

    static async Task<Count> CountAsync(Fair fair, string route, string? token)
    {
        var address = await Routes.AddressAsync(fair, route);
        // Once before, for what a process asks but once.
        await AskAsync(fair, address, token);
        fair.ForgetCopies();
        var (status, cold) = await AskAsync(fair, address, token);
        var (_, hot) = await AskAsync(fair, address, token);
        return new(status, cold, hot);
    }

    static async Task<(int Status, IReadOnlyList<string> Names)> AskAsync(Fair fair, string address, string? token)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        if (!address.StartsWith("/api/", StringComparison.Ordinal)) message.Headers.Accept.ParseAdd("text/html");
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (answer, names) = await Statements.OfAsync(fair.Http, message);
        using (answer) return ((int)answer.StatusCode, [.. names.Where(name => !ByTheClock.Any(name.StartsWith))]);
    }

    public sealed class Fairs : IAsyncLifetime
    {
        public Fair Few { get; } = new(StatementCountTests.Few);
        public Fair Many { get; } = new(StatementCountTests.Many);

        public async ValueTask InitializeAsync()
        {
            await Few.InitializeAsync();
            await Many.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Few.DisposeAsync();
            await Many.DisposeAsync();
        }
    }
}
