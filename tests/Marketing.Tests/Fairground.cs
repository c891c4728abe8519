using System.Collections.Concurrent;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Notifications;
using Feria.Stores.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Feria.Marketing.Tests;

/// <summary>Takes letters as a mail server would; says no, or dies, when a test wants it to.</summary>
public sealed class TestCarrier : ILetterCarrier
{
    public ConcurrentBag<WrittenLetter> Carried { get; } = [];

    /// <summary>Whether a letter is not taken.</summary>
    public Func<WrittenLetter, bool> Refuses { get; set; } = _ => false;

    /// <summary>Called before a letter is taken.</summary>
    public Action<WrittenLetter> Before { get; set; } = _ => { };

    public Task CarryAsync(WrittenLetter letter, CancellationToken stop)
    {
        Before(letter);
        stop.ThrowIfCancellationRequested();
        if (Refuses(letter)) throw new IOException("The mail server did not take the letter.");
        Carried.Add(letter);
        return Task.CompletedTask;
    }
}

/// <summary>The marketplace with a mail server that a test plays, and many people at once.</summary>
public sealed class Fairground : DemoHost
{
    public TestCarrier Carrier { get; } = new();

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ILetterCarrier>(Carrier);

    public T Job<T>() where T : Job => Services.GetServices<Job>().OfType<T>().Single();

    /// <summary>Draws, sends and draws again until nothing is left to do now.</summary>
    public async Task RunAsync(CancellationToken stop = default)
    {
        await Job<RunCampaigns>().RunAsync(default, stop);
        await SettleAsync();
        await Job<RunCampaigns>().RunAsync(default, stop);
    }

    /// <summary>
    /// So many people as marketing knows them, of whom those at these places wish to be written to.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> PeopleAsync(int many, Func<int, bool>? wishes = null, string country = "BR")
    {
        var vault = Services.GetRequiredService<Vault>();
        var ids = Enumerable.Range(0, many).Select(_ => Id.New()).ToList();
        await using var connection = await Database.OpenRawAsync();
        var number = vault.Seal("1", "accounts.account.id_number");
        var phone = vault.Seal("1", "accounts.account.phone");
        var name = vault.Seal("Ana Souza", "accounts.account.full_name");
        await using (var accounts = await connection.BeginBinaryImportAsync("""
            copy accounts.account (region, id, status, full_name_sealed, email_sealed, email_index, id_number_sealed,
                phone_sealed, password_hash, locale, verified_at) from stdin (format binary)
            """))
        {
            foreach (var id in ids)
            {
                await accounts.StartRowAsync();
                await accounts.WriteAsync("main", NpgsqlDbType.Text);
                await accounts.WriteAsync(id, NpgsqlDbType.Uuid);
                await accounts.WriteAsync("active", NpgsqlDbType.Text);
                await accounts.WriteAsync(name, NpgsqlDbType.Bytea);
                await accounts.WriteAsync(vault.Seal($"{id:N}@example.com", "accounts.account.email"));
                await accounts.WriteAsync(id.ToByteArray(), NpgsqlDbType.Bytea);
                await accounts.WriteAsync(number, NpgsqlDbType.Bytea);
                await accounts.WriteAsync(phone, NpgsqlDbType.Bytea);
                await accounts.WriteAsync("-", NpgsqlDbType.Text);
                await accounts.WriteAsync("en", NpgsqlDbType.Text);
                await accounts.WriteAsync(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
            }

            await accounts.CompleteAsync();
        }

        await RunAsync(connection, """
            insert into marketing.person (region, account_id, country, locale, registered_at, is_verified)
            select 'main', id, $2, 'en', now() - interval '1 year', true from unnest($1::uuid[]) as p(id)
            """, ids.ToArray(), country);
        await RunAsync(connection, """
            insert into notifications.wish (region, account_id, declined, zone, is_daily)
            select 'main', id, array[]::text[], 'UTC', false from unnest($1::uuid[]) as p(id) where $2 is not null
            """, ids.Where((_, place) => wishes?.Invoke(place) ?? true).ToArray(), country);
        await SqlAsync("analyze marketing.person");
        return ids;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, Guid[] ids, string text)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = ids }, new() { Value = text } },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As if the minute had passed until what was not taken is tried again.</summary>
    public Task LaterAsync() => SqlAsync("""
        update notifications.mailing set due_at = now();
        update kernel.job set due_at = now() where kind = 'notifications.send-mailing'
        """);

    public async Task<long> NumberAsync(string sql) =>
        Convert.ToInt64(await SqlAsync(sql), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Who runs campaigns, and what they do.</summary>
static class Running
{
    public static Task<Person> SpecialistAsync(this Fairground fair) =>
        fair.PersonAsync(role: Accounts.Roles.MarketingSpecialist);

    /// <summary>A segment of a country's people.</summary>
    public static async Task<Guid> SegmentAsync(this Person specialist, string country)
    {
        var id = Id.New();
        Assert.Equal(200, (await specialist.DoAsync(HttpMethod.Put, $"/admin/segments/{id}", new
        {
            name = $"In {country} {id}", rule = new { what = "country", @in = new[] { country } },
        })).Status);
        return id;
    }

    public static Dictionary<string, object?> Terms(Guid? segment, params (string Name, object? Value)[] other)
    {
        var terms = new Dictionary<string, object?>
        {
            ["name"] = "Lamps are back", ["kind"] = "once", ["segment"] = segment, ["channel"] = "email",
            ["currency"] = "BRL", ["budget"] = 1_000_00, ["cost"] = 2, ["perHour"] = 1_000_000, ["holdOut"] = 0,
            ["variants"] = new[] { Variant(100) },
        };
        foreach (var (name, value) in other) terms[name] = value;
        return terms;
    }

    public static object Variant(int share, string body = "Hello {name}, the lamps are here again.") => new
    {
        share,
        texts = new Dictionary<string, object> { ["en"] = new { subject = "Lamps are back", body } },
        link = "/category/lamps",
    };

    /// <summary>A campaign that was started, or is a draft still.</summary>
    public static async Task<Guid> CampaignAsync(this Person specialist, object terms, bool isStarted = true)
    {
        var id = Id.New();
        var made = await specialist.DoAsync(HttpMethod.Put, $"/admin/campaigns/{id}", terms);
        Assert.True(made.Status == 200, $"{made.Body}");
        if (isStarted) await specialist.MoveAsync(id, "start");
        return id;
    }

    public static async Task<JsonElement> MoveAsync(
        this Person specialist, Guid campaign, string move, long? budget = null, int status = 200)
    {
        var moved = await specialist.DoAsync(
            HttpMethod.Post, $"/admin/campaigns/{campaign}/moves", new { move, budget });
        Assert.True(moved.Status == status, $"{moved.Status} {moved.Body}");
        return moved.Body;
    }

    public static async Task<JsonElement> FileAsync(this Person specialist, Guid campaign) =>
        (await specialist.GetAsync($"/admin/campaigns/{campaign}")).Body;

    public static string StatusOf(this JsonElement file) =>
        file.GetProperty("campaign").GetProperty("status").GetString()!;
}
