using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Bench;
using Feria.Launch;
using Feria.Recommendations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Reads.Tests;

/// <summary>
/// A marketplace with two years of trade, on a PostgreSQL of its own that writes down how it ran each statement.
/// </summary>
public sealed class Grown : FeriaHost
{
    public const string Generic = "force_generic_plan";
    public const string Custom = "force_custom_plan";

    static readonly Size Size = new(
        Users: 1_000, Products: 2_000, Orders: 8_000, Reviews: 2_500, new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));

    // Directly under /tmp because a socket's path must be short and PostgreSQL's user must reach it.
    readonly string folder = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);
    readonly int bankPort = FreePort.Any();
    PrivateCluster? cluster;
    Sandbox? bank;

    public string Log => Path.Combine(cluster!.Folder, "log/postgres.log");

    /// <summary>How many rows each table that grows has: those of more than some hundreds.</summary>
    public IReadOnlyDictionary<string, long> Large { get; private set; } = new Dictionary<string, long>();

    public string BuyerToken { get; private set; } = "";
    public string AdministratorToken { get; private set; } = "";

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Demo"] = "true",
        ["Feria:Postgres"] = cluster!.ConnectionString() + ";Maximum Pool Size=20",
        ["Feria:Gateway:Url"] = $"http://127.0.0.1:{bankPort}",
        ["Feria:Gateway:ApiKey"] = Sandbox.ApiKey,
        ["Feria:Gateway:WebhookSecret"] = Sandbox.WebhookSecret,
        ["Feria:Push:Contact"] = "mailto:push@feria.example",
    };

    protected override async Task<string> OpenDatabaseAsync()
    {
        Directory.CreateDirectory(folder);
        var binaries = await PostgresBinaries.FindAsync(TestCluster.Root)
            ?? throw new InvalidOperationException("No PostgreSQL here. Run ./feria test: it installs one.");
        cluster = await PrivateCluster.OpenAsync(Path.Combine(folder, "a"), binaries, Durability.Throwaway);
        await Migrator.RunAsync(cluster.ConnectionString(), Marketplace.Migrations);
        // The tests' own statements are a superuser's, and so not written down.
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString()) { Username = "postgres" }.ConnectionString;
    }

    protected override async Task PrepareAsync()
    {
        await World.LoadAsync(Services, Size, TextWriter.Null, default);
        await SettleAsync();
        // Loaded in one moment, two years of behaviour would all be news.
        await CarryTrendingOnAsync();
        await SqlAsync("alter system set autovacuum = off; select pg_reload_conf()");
        bank = await Sandbox.StartAsync(bankPort);
        AdministratorToken = await RegisterAsync("admin@example.com");
        await SqlAsync("insert into accounts.account_role (region, account_id, role) "
            + "select region, id, 'administrator' from accounts.account order by id desc limit 1 "
            + "on conflict do nothing");
        var buyer = (long)(await SqlAsync("""
            select count(*) from accounts.account
            where id < (
                select account_id from orders.store_order where account_id is not null
                group by account_id order by count(*) desc, account_id limit 1)
            """))!;
        BuyerToken = (await AskAsync(HttpMethod.Post, "/api/v1/sessions", null,
            new { email = People.EmailOf((int)buyer), password = People.Password })).GetProperty("token").GetString()!;
        // Both work in the store that stands for any, so that its rooms open.
        foreach (var token in new[] { BuyerToken, AdministratorToken })
            await SqlAsync($"""
                insert into stores.staff (store_id, account_id)
                select id, '{(await AskAsync(HttpMethod.Get, "/api/v1/me", token, null)).GetProperty("id")}'
                from stores.store order by id limit 1
                on conflict do nothing
                """);
        await SettleAsync();
        await SqlAsync("""
            insert into stores.staff (store_id, account_id)
            select s.id, a.account_id
            from (
                (select id from stores.store order by id limit 1)
                union
                (select store_id from community.review where store_id is not null
                    group by 1 order by count(*) desc, 1 limit 1)) s,
                (select account_id from orders.store_order where account_id is not null
                    group by account_id order by count(*) desc, account_id limit 1) a
            on conflict do nothing
            """);
        await SqlAsync("""
            insert into stores.delivery_method (store_id, id, name, kind, days_least, days_most, is_active, zones)
            select id, gen_random_uuid(), 'Mail', 'shipped', 1, 2, false,
                '[{"areas": [{"country": "GB"}], "price": 0}]'
            from stores.store
            """);
        await Booked.WriteAsync(this);
        await PileUpAsync();
        await LetProgramsInAsync();
        await Services.GetServices<Job>().Single(job => job.Name == "payments.close-ledger").RunAsync(default, default);
        await SqlAsync("analyze");
        Large = await LargeAsync();
    }

    /// <summary>From here on every plan is written down, made as told; connections begin anew.</summary>
    /// <returns>Where in the log that begins.</returns>
    public async Task<long> WatchAsync(string plans)
    {
        await SqlAsync($"""
            load 'auto_explain';
            alter role feria set session_preload_libraries = 'auto_explain';
            alter role feria set auto_explain.log_min_duration = 0;
            alter role feria set auto_explain.log_analyze = on;
            alter role feria set auto_explain.log_timing = off;
            alter role feria set auto_explain.log_verbose = on;
            alter role feria set auto_explain.log_format = 'json';
            alter role feria set auto_explain.log_nested_statements = on;
            alter role feria set plan_cache_mode = {plans};
            -- Of a few thousand rows all may rightly be read where some dozens are wanted. Priced out, whatever is read
            -- whole has no index to be read by.
            alter role feria set enable_seqscan = off;
            """);
        await RestartAsync();
        return new FileInfo(Log).Length;
    }

    /// <summary>PostgreSQL knows how large the tables are, or nobody ever counted them.</summary>
    public Task CountAsync(bool isCounted) => SqlAsync(isCounted ? "analyze" : """
        delete from pg_statistic where starelid >= 16384;
        update pg_class set reltuples = -1, relpages = 0, relallvisible = 0 where oid >= 16384 and relkind in ('r', 'i')
        """);

    /// <summary>What is trending, with all that was done since it was carried on the last time.</summary>
    public async Task CarryTrendingOnAsync()
    {
        await new RefreshTrending(Database).CatchUpAsync(default);
        await Services.GetRequiredService<Insights.CountVisits>().CatchUpAsync(default);
        await Services.GetServices<Job>().OfType<Search.CountTerms>().Single().CatchUpAsync(default);
        await Services.GetServices<Job>().OfType<Marketing.FollowViews>().Single().RunAsync(default, default);
    }

    /// <summary>Sends a request as somebody, and expects it to be done.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, string? token, object? body)
    {
        using var message = new HttpRequestMessage(method, path);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) message.Content = JsonContent.Create(body);
        using var answer = await Http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode < HttpStatusCode.BadRequest, $"{method} {path}: {answer.StatusCode} {text}");
        return text == "" || text[0] == '<' ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public async Task<string> RegisterAsync(string email) => (await AskAsync(
        HttpMethod.Post, "/api/v1/accounts", null, new
        {
            fullName = "Robin Reader", email, idNumber = "AB123456", phone = "+44 20 7946 0000",
            password = "a long enough passphrase 7", address = Place,
        })).GetProperty("token").GetString()!;

    public static readonly object Place = new
    {
        line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA", country = "GB",
    };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (bank is not null) await bank.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null) await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // What a bad day leaves behind: sessions of one account, letters, jobs, events a reaction could not hear, returns,
    // and stock that is low, waited for and found to differ.
    Task PileUpAsync() => SqlAsync("""
        insert into accounts.session (id, token_hash, region, account_id, epoch, client, expires_at)
        select gen_random_uuid(), sha256(n::text::bytea), region, account_id, epoch, client, expires_at
        from (select region, account_id, epoch, client, expires_at from accounts.session order by id desc limit 1) s,
            generate_series(1, 1000) n;
        with asked as (
            insert into community.question (id, product_id, author, body, language, answered_at)
            select gen_random_uuid(), r.product_id, 'Robin', 'Is it heavy?', 'en', case when n % 2 = 0 then now() end
            from (select product_id from community.review group by 1 order by count(*) desc, 1 limit 1) r,
                generate_series(1, 1000) n
            returning id, asked_at)
        insert into community.answer (question_id, store_id, asked_at)
        select q.id, s.store_id, q.asked_at from asked q, (select distinct store_id from stores.staff) s;
        insert into community.conversation (region, order_id, store_id, order_number, last_number, store_unread)
        select region, id, store_id, number, 1, 1 from orders.store_order;
        insert into orders.return (region, id, order_id, store_id, number, kind, reason, status, due_at, asked_at)
        select region, gen_random_uuid(), id, store_id, number || '-R1', 'return', 'damaged',
            (array['asked', 'escalated', 'refunded', 'sent'])[1 + n % 4], case when n % 4 = 0 then now() + '1 day' end,
            now()
        from (select region, id, store_id, number, row_number() over (order by store_id, id) as n
            from orders.store_order) o;
        insert into orders.return_line (region, return_id, position, quantity)
        select region, id, 0, 1 from orders.return;
        insert into orders.return_history (region, return_id, id, status, side, at)
        select region, id, gen_random_uuid(), status, 'buyer', asked_at from orders.return;
        insert into orders.refund (region, id, order_id, return_id, amount_minor, reason, at)
        select region, gen_random_uuid(), order_id, id, 1, 'return', now() from orders.return;
        insert into orders.refund_line (region, refund_id, position, quantity)
        select region, id, 0, 1 from orders.refund;
        insert into community.message (region, order_id, number, side)
        select region, order_id, 1, 'buyer' from community.conversation;
        insert into community.message (region, order_id, number, side)
        select o.region, o.id, n, 'store'
        from (select region, id from orders.store_order
            where account_id = (
                select account_id from orders.store_order where account_id is not null
                group by account_id order by count(*) desc, account_id limit 1)
            order by id limit 1) o, generate_series(2, 900) n;
        update community.conversation c set last_number = 900
        where exists (select from community.message m where m.order_id = c.order_id and m.number = 900);
        insert into trust.case_file (id, kind, thing, account_id, store_id, reason, is_open, decided_at, handed_up_by)
        select gen_random_uuid(), (array['product', 'review', 'store'])[1 + n % 3], 'x' || n, a.id, s.id,
            (array['other', 'fraud'])[1 + n % 2], n % 2 = 0, case when n % 2 = 1 then now() - n * interval '1 hour' end,
            case when n % 10 = 0 then a.id end
        from generate_series(1, 2000) n, (select id from accounts.account order by id desc limit 1) a,
            (select id from stores.store order by id limit 1) s;
        insert into trust.report (id, case_id, account_id, reason)
        select gen_random_uuid(), id, account_id, 'other' from trust.case_file;
        update trust.case_file set reports = 1;
        insert into trust.flag (id, case_id, kind, thing, rule, mark, evidence)
        select gen_random_uuid(), id, kind, thing, 'words', 'x', '{"words": "x"}' from trust.case_file;
        insert into trust.case_history (case_id, id, what)
        select id, gen_random_uuid(), 'opened' from trust.case_file, generate_series(1, 2);
        insert into trust.decision (id, case_id, kind, thing, outcome, reason, justification, by_account, account_id,
            store_id, has_removed, appeal_until)
        select gen_random_uuid(), id, kind, thing, 'warn', reason, 'Why', account_id, account_id, store_id, false, now()
        from trust.case_file where not is_open;
        insert into trust.case_file (id, kind, thing, appeal_of, reason)
        select gen_random_uuid(), kind, thing, id, reason from trust.decision;
        insert into trust.appeal (decision_id, case_id)
        select appeal_of, id from trust.case_file where appeal_of is not null;
        insert into notifications.letter (id, template, letter_sealed)
        select gen_random_uuid(), template, letter_sealed
        from (select template, letter_sealed from notifications.letter order by id limit 1) l, generate_series(1, 1000);
        insert into kernel.job (id, kind, body, due_at)
        select gen_random_uuid(), 'a.job-of-next-year', '{}', now() + interval '1 year' from generate_series(1, 1000);
        insert into kernel.parked_event (
            reaction, event_id, seq, reason, shard, visible_from, key, kind)
        select r.name, e.id, e.seq, 'a test', e.shard, e.visible_from, e.key, e.kind
        from (select name from kernel.reaction order by name limit 1) r,
            (select * from kernel.event order by id limit 1000) e;
        insert into inventory.low_spell (region, id, seq, store_id, offer_id, free, threshold, began_at)
        select s.region, gen_random_uuid(), 1, o.store_id, s.offer_id, 1, 2, now()
        from inventory.stock s join catalog.offer o on o.id = s.offer_id;
        insert into marketing.promotion (region, id, owner_id, name, funded_by, currency, from_at, until_at, scope,
            least_items_minor, least_units, effect, percent_basis_points, amount_minor, use_limit, buyer_limit,
            priority, ended_at)
        select 'main', gen_random_uuid(), s.id, 'Promotion', 'seller', s.currency, now(), now() + interval '1 day',
            'all', 0, 0, 'percent', 100, 0, 100000, 1000, 0, case when n > 2 then now() end
        from stores.store s, generate_series(1, 100) n;
        insert into marketing.promotion_product (region, promotion_id, product_id)
        select m.region, m.id, p.id
        from (select region, id from marketing.promotion limit 20) m, (select id from catalog.product limit 100) p;
        insert into marketing.promotion_store (region, promotion_id, store_id)
        select region, id, owner_id from marketing.promotion;
        insert into marketing.use (region, promotion_id, checkout_id, account_id, used_at, released_at)
        select c.region, m.id, c.id, c.account_id, now(), now()
        from orders.checkout c, (select id from marketing.promotion order by id limit 3) m;
        insert into catalog.scheduled_price (id, offer_id, store_id, price_minor, currency, from_at, until_at,
            ended_at, why)
        select gen_random_uuid(), o.id, o.store_id, 1, o.currency, now() + interval '1 day',
            now() + interval '2 days', case when n > 1 then now() end, case when n > 1 then 'by_store' end
        from catalog.offer o, generate_series(1, 2) n;
        insert into catalog.price_change (offer_id, until, price_minor, currency)
        select id, now() - interval '1 day' * n, price_minor, currency
        from catalog.offer, generate_series(1, 3) n;
        insert into inventory.waiting (region, id, offer_id, who, account_id, locale, confirmed_at)
        select a.region, gen_random_uuid(), o.id, uuid_send(a.id), a.id, 'en', now()
        from (select id, row_number() over (order by id) as n from catalog.offer) o
        join (select region, id, row_number() over (order by id) as n from accounts.account) a on a.n = 1 + o.n % 900;
        insert into inventory.discrepancy (
            region, id, offer_id, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold)
        select region, gen_random_uuid(), offer_id, on_hand, reserved, sold, on_hand, reserved, sold
        from inventory.stock;
        """);

    // Notices of everybody, keys of a store that were nearly all revoked, and webhooks of many that are off and were
    // told much.
    Task LetProgramsInAsync() => SqlAsync("""
        insert into notifications.notice (region, account_id, id, topic, kind, facts, path, read_at)
        select a.region, a.id, gen_random_uuid(), 'orders', 'order-confirmed', '{}', '/orders',
            case when n > 2 then now() end
        from accounts.account a, generate_series(1, 20) n;
        insert into notifications.receiver (
            region, account_id, id, kind, address_sealed, address_index, session_id, until)
        select a.region, a.id, gen_random_uuid(), 'web', '', uuid_send(gen_random_uuid()), gen_random_uuid(),
            now() + interval '9 days'
        from accounts.account a, generate_series(1, 3) n;
        insert into notifications.message (
            region, account_id, id, receiver_id, topic, content_sealed, ended_at, outcome)
        select region, account_id, gen_random_uuid(), id, 'orders', '', now(), 'sent' from notifications.receiver;
        insert into integrations.api_key (
            id, store_id, name, prefix, token_hash, scopes, made_by, revoked_at, revoked_by)
        select gen_random_uuid(), s.id, 'Stock room', 'feria_sk_abcdef', uuid_send(gen_random_uuid()), '{read}', a.id,
            case when n > 5 then now() end, case when n > 5 then a.id end
        from (select id from stores.store order by id limit 1) s, (select id from accounts.account limit 1) a,
            generate_series(1, 400) n;
        insert into integrations.endpoint (id, store_id, url, kinds, secret_sealed, is_on, why_off, off_at, made_by)
        select gen_random_uuid(), s.id, 'https://example.com/', '{order.moved}', '', false, 'person', now(), a.id
        from stores.store s, (select id from accounts.account limit 1) a, generate_series(1, 20);
        insert into integrations.delivery (
            id, endpoint_id, event_id, kind, body, state, attempts, wanted_at, due_at, made_at)
        select gen_random_uuid(), e.id, gen_random_uuid(), 'order.moved', '{}',
            (array['waiting', 'done', 'failed'])[1 + n % 3], 1, now(), now() + interval '1 year', now()
        from (select id from integrations.endpoint order by store_id, id limit 4) e, generate_series(1, 600) n;
        insert into integrations.attempt (delivery_id, number, at, took_ms, status)
        select id, 1, now(), 9, 500 from integrations.delivery;
        insert into catalog.sheet (id, store_id, name, kind, status, columns, fields, rows, by_whom)
        select gen_random_uuid(), s.id, 'lamps.csv', 'file', 'applied', '{sku,price}', '{sku,price}', 200, a.id
        from stores.store s, (select id from accounts.account limit 1) a, generate_series(1, 5);
        insert into catalog.sheet_row (sheet_id, line, cells, leader, state, code)
        select id, n, '{A,1}', n, case when n > 195 then 'failed' else 'same' end,
            case when n > 195 then 'row_torn' end
        from catalog.sheet, generate_series(1, 200) n
        """);

    async Task<IReadOnlyDictionary<string, long>> LargeAsync()
    {
        await using var read = await Database.ReadAsync();
        return (await read.ListAsync<(string Name, long Rows)>("""
            select n.nspname || '.' || c.relname, c.reltuples::bigint
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.reltuples >= 300 and n.nspname not in ('pg_catalog', 'information_schema')
            """)).ToDictionary(one => one.Name, one => one.Rows);
    }
}
