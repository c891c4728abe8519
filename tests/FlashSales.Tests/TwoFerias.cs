using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Feria.Contracts;
using Feria.Launch;

namespace Feria.FlashSales.Tests;

/// <summary>Two processes of Feria over one database; one of them can be killed hard.</summary>
public sealed class TwoFerias : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly TestDatabase database = new();
    readonly string keys = Path.Combine(Directory.CreateTempSubdirectory("feria-two-").FullName, "keys.json");
    readonly List<Process> processes = [];

    public IReadOnlyList<HttpClient> Doors { get; private set; } = [];

    public string ManagerToken { get; private set; } = "";

    public Task<object?> SqlAsync(string sql) => database.SqlAsync(sql);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Vault.Create(keys);
        Doors = [await OpenAsync(FreePort.Any()), await OpenAsync(FreePort.Any())];
        ManagerToken = await HireAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in Doors) door.Dispose();
        foreach (var process in processes) Kill(process);
        await database.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(keys)!, recursive: true);
    }

    /// <summary>As kill -9 does.</summary>
    public void KillFirst() => Kill(processes[0]);

    public async Task<Guid> OfferAsync(long units)
    {
        var (store, product, variant, offer) = (Id.New(), Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store-{store}', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p-{product}', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{offer}', {units});
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{offer}', 'initial', 0, {units})
            """);
        return offer;
    }

    async Task<HttpClient> OpenAsync(int port)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "serve",
            $"--urls=http://127.0.0.1:{port}", "--environment=Testing", "--Logging:LogLevel:Default=Error",
            $"--Feria:Postgres={database.ConnectionString};Maximum Pool Size=20", $"--Feria:Keys={keys}",
            "--Feria:AllowanceScale=0", "--Feria:PatienceSeconds=30", "--Feria:SecondStep=nobody",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);

        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100, UseCookies = false })
        {
            BaseAddress = new($"http://127.0.0.1:{port}"),
            Timeout = Patience,
        };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                if ((await client.GetAsync("/api/v1/cart")).StatusCode == HttpStatusCode.OK) return client;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
            }
        }

        throw new TimeoutException("It did not start.");
    }

    async Task<string> HireAsync()
    {
        var answer = await Doors[1].PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Mara Manager", email = "mara@example.com", idNumber = "AB123456", phone = "+44 20 7946 0000",
            password = "a long enough passphrase 7",
            address = new
            {
                line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA", country = "GB",
            },
        });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await SqlAsync($"""
            insert into accounts.account_role (region, account_id, role)
            select 'main', '{body.GetProperty("id").GetGuid()}', role from accounts.role_permission
            where permission = '{Permission.ManageFlashSales}' limit 1
            """);
        return body.GetProperty("token").GetString()!;
    }

    static void Kill(Process process)
    {
        if (process.HasExited) return;
        process.Kill();
        process.WaitForExit();
    }
}
