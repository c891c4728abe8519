using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Feria.Contracts;
using Feria.Launch;
using Npgsql;

namespace Feria.Resiliency.Tests;

/// <summary>
/// A marketplace that reaches everything it depends on through a proxy that can misbehave, and a shopper's way through
/// it.
/// </summary>
public class Street : FeriaHost, IAsyncLifetime
{
    const string Email = "ana@example.com";
    const string Password = "correct horse battery";

    /// <summary>Then a shopper gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    static readonly string[] Steps = ["home", "search", "product", "cart", "sign in", "checkout"];

    readonly string redisFolder = Directory.CreateTempSubdirectory("feria-redis-").FullName;
    readonly int gatewayPort = FreePort.Any();
    readonly MailServer mail = new();
    readonly Dictionary<string, FaultProxy> proxies = [];
    PrivateRedis? redis;
    Sandbox? sandbox;
    string slug = "";
    Guid offer;

    public int Letters => mail.Letters.Count;

    public FaultProxy this[string dependency] => proxies[dependency];

    protected override IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                ["Feria:Postgres"] = $"{Postgres};Maximum Pool Size=20",
                ["Feria:Gateway:Url"] = $"http://127.0.0.1:{Through("gateway", "127.0.0.1", gatewayPort)}",
                ["Feria:Gateway:ApiKey"] = Sandbox.ApiKey,
                ["Feria:Gateway:WebhookSecret"] = Sandbox.WebhookSecret,
                ["Feria:Smtp:Host"] = "127.0.0.1",
                ["Feria:Smtp:Port"] = $"{Through("smtp", "127.0.0.1", mail.Port)}",
                ["Feria:Smtp:From"] = "Feria <no-reply@feria.example>",
                ["Feria:Smtp:Encrypted"] = "false",
                ["Logging:LogLevel:Default"] = "None",
            };
            if (redis is not null)
                settings["Feria:Redis"] = redis.Address.Replace(
                    $":{redis.Port}", $":{Through("redis", "127.0.0.1", redis.Port)}", StringComparison.Ordinal);
            if (ElasticAddress is { } elastic)
                settings["Feria:Elasticsearch"] = new UriBuilder(elastic)
                {
                    Host = "127.0.0.1", Port = Through("elasticsearch", elastic.Host, elastic.Port),
                    Path = $"test-{Guid.NewGuid():N}",
                }.ToString();
            return settings;
        }
    }

    /// <summary>The server that FERIA_TEST_ELASTICSEARCH names, where it names one.</summary>
    public static Uri? ElasticAddress { get; } =
        Environment.GetEnvironmentVariable("FERIA_TEST_ELASTICSEARCH") is { Length: > 0 } named ? new(named) : null;

    /// <summary>How PostgreSQL is reached.</summary>
    protected virtual string Postgres => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Host = Through("postgres", ConnectionString),
    }.ConnectionString;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        if (RedisProgram.Find() is { } program) redis = await PrivateRedis.StartAsync(redisFolder, program);
        await InitializeAsync();
    }

    protected override async Task PrepareAsync()
    {
        sandbox = await Sandbox.StartAsync(gatewayPort, new Uri(Address, "/api/v1/webhooks/gateway").ToString());
        var (store, product, variant) = (Id.New(), Id.New(), Id.New());
        (offer, slug) = (Id.New(), $"thing-{product}");
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store-{store}', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', '{slug}', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{offer}', 100000);
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{offer}', 'initial', 0, 100000)
            """);
        await using (var tx = await Database.WriteAsync())
        {
            tx.Append(new ProductPut(product));
            await tx.CommitAsync();
        }

        using var registered = await Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Ana Souza", email = Email, idNumber = "529.982.247-25", phone = "+55 11 91234-5678",
            password = Password, address = Home,
        });
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        await SettleAsync();
    }

    static readonly PostalAddress Home = new("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR");

    /// <summary>What a step was answered with; 0 where the shopper gave up waiting.</summary>
    public sealed record Answered(string Step, int Status, TimeSpan Took, string Said);

    /// <summary>Goes through all steps at once, as six shoppers would, buying with this card or in cash.</summary>
    public async Task<IReadOnlyList<Answered>> GoAsync(string guest, string key, string method) =>
        await Task.WhenAll(Steps.Select(step => StepAsync(step, guest, key, method)));

    async Task<Answered> StepAsync(string step, string guest, string key, string method)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var client = new HttpClient { BaseAddress = Address, Timeout = Patience };
            client.DefaultRequestHeaders.Add("Feria-Cart", guest);
            using var answer = step switch
            {
                "home" => await client.GetAsync("/"),
                "search" => await client.GetAsync("/api/v1/products?q=thing"),
                "product" => await client.GetAsync($"/api/v1/products/{slug}"),
                "cart" => await client.GetAsync("/api/v1/cart"),
                "sign in" => await client.PostAsJsonAsync(
                    "/api/v1/sessions", new { email = Email, password = Password }),
                _ => await BuyAsync(client, key, method),
            };
            return new(step, (int)answer.StatusCode, watch.Elapsed, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            return new(step, 0, watch.Elapsed, broken.Message);
        }
    }

    Task<HttpResponseMessage> BuyAsync(HttpClient client, string key, string method)
    {
        var call = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts")
        {
            Content = JsonContent.Create(new
            {
                address = Home,
                payment = new { method, token = method == "card" ? "tok_approve" : null },
                contact = new { fullName = "Ana Souza", email = "buyer@example.com" },
                items = new[] { new { offer, quantity = 1 } },
                returnTo = "/checkouts/back",
            }),
        };
        call.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(call);
    }

    /// <summary>So that this process has a copy of it.</summary>
    public async Task LookAtProductAsync() =>
        Assert.Equal(200, (await StepAsync("product", Token.New(), Token.New(), "")).Status);

    /// <summary>Says the checkout again with its key until it is answered for good; gives its id.</summary>
    public async Task<Guid> BuyInTheEndAsync(string guest, string key, string method)
    {
        Answered? last = null;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(120); await Task.Delay(200))
        {
            last = await StepAsync("checkout", guest, key, method);
            if (last.Status == 201) return JsonDocument.Parse(last.Said).RootElement.GetProperty("id").GetGuid();
        }

        throw new TimeoutException($"The checkout never came through: {last!.Status} {last.Said}");
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var proxy in proxies.Values) proxy.Set(Fault.None);
        await DisposeAsync();
        foreach (var proxy in proxies.Values) await proxy.DisposeAsync();
        if (sandbox is not null) await sandbox.DisposeAsync();
        if (redis is not null) await redis.DisposeAsync();
        mail.Dispose();
        Directory.Delete(redisFolder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The address of the proxy before the server of a connection string.</summary>
    protected string Through(string name, string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        return $"127.0.0.1:{Through(name, server.Host!, server.Port)}";
    }

    int Through(string name, string host, int port)
    {
        if (!proxies.TryGetValue(name, out var proxy)) proxies[name] = proxy = host.StartsWith('/')
            ? FaultProxy.ToSocket($"{host}/.s.PGSQL.{port}")
            : FaultProxy.To(host, port);
        return proxy.Port;
    }
}
