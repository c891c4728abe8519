using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Launch;
using Npgsql;

namespace Feria.Testing;

/// <summary>What <c>./feria up --wide</c> starts, in a folder of its own, with somebody to look after it.</summary>
public sealed class WideInstallation : IAsyncLifetime
{
    // Directly under /tmp because a socket's path must be short and PostgreSQL's user must reach it.
    readonly string root = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);
    Launched? up;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Of the primary alone.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Cluster.Socket, Port = Cluster.RunningPostmaster()!.Port, Username = "feria", Database = "feria",
    }.ConnectionString;

    /// <summary>Of an account that may look after the installation.</summary>
    public string Token { get; private set; } = "";

    public string Said => up!.Said;

    public async ValueTask InitializeAsync()
    {
        HaproxyHere.Program();
        if (RedisProgram.Find() is null)
            Assert.Skip($"Redis is not installed: sudo apt-get install {RedisProgram.Package}");
        Directory.CreateDirectory(root);
        var more = new Dictionary<string, string>
        {
            ["Feria__AllowanceScale"] = "1000",
            ["Feria__PatienceSeconds"] = "30",
            ["Feria__SecondStep"] = "nobody",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        up = new(root, more, "up", "--wide", "--empty", "--rate", "100000");
        Http = new() { BaseAddress = await up.AddressAsync() };
        Token = await RegisterOperatorAsync();
    }

    /// <summary>Ends it as Ctrl-C does, and tells how it ended.</summary>
    public async Task<int> StopAsync()
    {
        await Outside.RunAsync("kill", "-TERM", $"{up!.Id}");
        return await up.CodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (up is null) return;
        up.Dispose();
        await Launched.UntilAsync(
            () => Task.FromResult(ProcessIds().Count == 0 && Cluster.RunningPostmaster() is null),
            "something outlived its launcher");
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Process ids of the application's processes, by the ports they listen on.</summary>
    public IReadOnlyDictionary<int, int> ProcessIds()
    {
        var found = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && PortOf(id) is { } port)
                found[port] = id;
        return found;
    }

    public async Task<JsonElement> HealthAsync()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/health");
        asked.Headers.Authorization = new("Bearer", Token);
        using var answer = await Http.SendAsync(asked);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Waits until every part is well and both processes are in use again.</summary>
    public Task WellAsync() => Launched.UntilAsync(async () =>
    {
        try
        {
            return (await HealthAsync()).GetProperty("state").GetString() == "fine";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, "it never got well");

    /// <summary>
    /// Has a process end by a signal (TERM drains it first) and waits until it was begun again and all is well.
    /// </summary>
    /// <returns>When it was signalled, and when it was gone.</returns>
    public async Task<(long Began, long Ended)> EndAsync(int port, string signal)
    {
        var before = ProcessIds()[port];
        using var process = Process.GetProcessById(before);
        var began = Stopwatch.GetTimestamp();
        await Outside.RunAsync("kill", $"-{signal}", $"{before}");
        await process.WaitForExitAsync();
        var ended = Stopwatch.GetTimestamp();
        await Launched.UntilAsync(
            () => Task.FromResult(ProcessIds().TryGetValue(port, out var now) && now != before),
            "it was never begun again");
        await WellAsync();
        return (began, ended);
    }

    public async Task<(Guid Product, Guid Offer)> OfferAsync()
    {
        var (store, product, variant, offer) = (Id.New(), Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store-{store}', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p-{product}', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{offer}', 100);
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{offer}', 'initial', 0, 100)
            """);
        return (product, offer);
    }

    public Task SqlAsync(string sql) => TestSql.RunAsync(ConnectionString, sql);

    ClusterFolder Cluster => new(Path.Combine(root, ".feria", "postgres"));

    async Task<string> RegisterOperatorAsync()
    {
        using var answer = await Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Olga Operator",
            email = "olga@example.com",
            idNumber = "AB123456",
            phone = "+44 20 7946 0000",
            password = "a long enough passphrase 7",
            address = new
            {
                line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA", country = "GB",
            },
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var account = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await SqlAsync("insert into accounts.account_role (region, account_id, role) "
            + $"values ('main', '{account.GetProperty("id").GetGuid()}', 'dba')");
        return account.GetProperty("token").GetString()!;
    }

    // An application's process of this installation: it has its port and our folder in its environment.
    int? PortOf(int id)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            if (!command.Contains("serve") || command[0] != "dotnet") return null;
            var environment = File.ReadAllText($"/proc/{id}/environ").Split('\0');
            if (!environment.Contains($"FERIA_ROOT={root}")) return null;
            const string name = "ASPNETCORE_URLS=";
            return new Uri(environment.First(one => one.StartsWith(name))[name.Length..]).Port;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
