using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Testing;

/// <summary>
/// The whole application, really listening on a free port, on a database of its own: a class fixture. Derive from it
/// to set something (<see cref="Settings"/>) or to replace a part (<see cref="Configure"/>).
/// </summary>
public class FeriaHost : IAsyncLifetime
{
    static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(120);

    TestDatabase? database;
    readonly string folder = Directory.CreateTempSubdirectory("feria-test-").FullName;
    readonly List<HttpClient> clients = [];
    WebApplication? app;

    /// <summary>A client without cookies that follows no redirect, based at the site's root.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;
    public IServiceProvider Services => app!.Services;
    public Database Database => Services.GetRequiredService<Database>();
    public string ConnectionString { get; private set; } = "";

    /// <summary>Further settings, by their configuration names (<c>Feria:Demo</c>).</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>Replaces parts of the application, such as its clock.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>Makes what the application keeps its data in; where not overridden, on the shared cluster.</summary>
    protected virtual async Task<string> OpenDatabaseAsync()
    {
        database = new();
        await database.InitializeAsync();
        return database.ConnectionString;
    }

    /// <summary>Runs once the application listens: what every test of the class finds there.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await OpenDatabaseAsync();
        await StartAsync();
        await PrepareAsync();
    }

    /// <summary>A client that keeps cookies, as a browser does.</summary>
    public HttpClient NewBrowser(bool followsRedirects = true) =>
        Client(new() { AllowAutoRedirect = followsRedirects, CookieContainer = new CookieContainer() });

    /// <summary>Runs a statement on the host's database and gives its first value.</summary>
    public Task<object?> SqlAsync(string sql) => TestSql.RunAsync(ConnectionString, sql);

    /// <summary>
    /// Does the work while another transaction holds what the SQL finds for update, or what it changed; that ends once
    /// the work waits for it, or is done without.
    /// </summary>
    /// <param name="isKept">Whether what it changed stays.</param>
    public async Task WhileHeldAsync(string held, Func<Task> work, bool isKept = false)
    {
        await using var holding = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await holding.OpenAsync();
        await using var hold = await holding.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(held, holding))
            Assert.NotNull(await command.ExecuteScalarAsync());
        var doing = work();
        await Launched.UntilAsync(
            async () => doing.IsCompleted || (bool)(await SqlAsync($"""
                select exists (select from pg_stat_activity
                    where datname = current_database() and {holding.ProcessID} = any(pg_blocking_pids(pid)))
                """))!,
            "The work neither ends nor waits.");
        await (isKept ? hold.CommitAsync() : hold.RollbackAsync());
        await doing;
    }

    /// <summary>Drops hot copies: statements of a test are changes by hand, which nobody hears of.</summary>
    public void ForgetCopies() => Services.GetRequiredService<Cache>().Clear();

    /// <summary>The newest audit line about a subject, or of an actor.</summary>
    public async Task<string> AuditOfAsync(object subjectOrActor) => (await AuditsOfAsync(subjectOrActor))[0];

    /// <summary>All of them, the newest first, each with the reason that was given.</summary>
    public async Task<IReadOnlyList<string>> AuditsOfAsync(object subjectOrActor)
    {
        await using var session = await Database.ReadAsync();
        return
        [
            .. (await Services.GetRequiredService<AuditDesk>().ListAsync(
                session, new(null, null, null, null, null, null), long.MaxValue, 1_000))
                .Where(one => one.Subject == $"{subjectOrActor}" || $"{one.Actor}" == $"{subjectOrActor}")
                .Select(line => string.Join(' ', new[]
                {
                    line.Operation, line.Outcome, line.Code, line.SubjectKind, line.Before?.GetRawText(),
                    line.After?.GetRawText(), line.Why,
                }.Where(part => part is not null))),
        ];
    }

    /// <summary>Waits until every reaction has heard every event and no job is due.</summary>
    public virtual async Task SettleAsync()
    {
        for (var until = DateTimeOffset.UtcNow + SettlePatience; DateTimeOffset.UtcNow < until; await Task.Delay(20))
            if (await SqlAsync(UnsettledSql) is DBNull)
                return;
        throw new TimeoutException($"Still busy after {SettlePatience}: {await SqlAsync(UnsettledSql)}");
    }

    /// <summary>Stops the application and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    async Task StartAsync()
    {
        var keys = Path.Combine(folder, "keys.json");
        Vault.Create(keys);
        var settings = new Dictionary<string, string>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["environment"] = "Testing",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Feria:Postgres"] = ConnectionString + ";Maximum Pool Size=20",
            ["Feria:RefuseEmptyCommits"] = "true",
            ["Feria:Keys"] = keys,
            ["Feria:Objects"] = Path.Combine(folder, "objects"),
            ["Feria:AllowanceScale"] = "1000",
            // A machine that runs all tests at once may be slow; who tests overload says so.
            ["Feria:PatienceSeconds"] = "30",
            ["Feria:RebuildPerSecond"] = "100000",
            // What the second step is not about is tested without; who tests it says so.
            ["Feria:SecondStep"] = "nobody",
            // Never: tests run at any hour, and what they find in the database is theirs alone.
            ["Feria:VerifyHour"] = "24",
            // What is down in a test is down on purpose; who tests the watch looks himself.
            ["Feria:WatchSeconds"] = "0",
        };
        foreach (var (name, value) in Settings) settings[name] = value;

        app = Marketplace.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], Configure);
        await app.StartAsync();
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new(listening.Addresses.First());
        Http = Client(new() { AllowAutoRedirect = false, UseCookies = false });
    }

    async Task StopAsync()
    {
        foreach (var client in clients) client.Dispose();
        clients.Clear();
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    HttpClient Client(HttpClientHandler handler)
    {
        var client = new HttpClient(handler) { BaseAddress = Address };
        clients.Add(client);
        return client;
    }

    /// <summary>Names what is still to be heard or done; null where nothing is.</summary>
    public const string UnsettledSql = """
        select string_agg(what, ', ')
        from (
            select 'reaction ' || p.reaction as what
            from kernel.reaction r
            join kernel.reaction_position p on p.reaction = r.name
            where exists (
                select from kernel.event e
                where e.shard = p.shard and e.kind = any(r.hears)
                    and (e.visible_from, e.seq) > (p.visible_from, p.seq))
            union all
            select 'parked event of ' || reaction from kernel.parked_event where wanted_at is not null
            union all
            select concat_ws(' ', 'job', kind, 'try', attempts, 'leased for', leased_until - now(), last_error)
            from kernel.job
            where due_at <= now() and parked_at is null and key is distinct from 'by the clock') busy
        """;
}
