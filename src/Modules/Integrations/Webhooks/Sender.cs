using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Integrations;

/// <summary>
/// Tells endpoints what waits for them. A hand takes an endpoint whose turn has come, on lease, and sends a few of its
/// deliveries at once, outside any transaction: so nobody is called by more than that, and who hangs holds one hand.
/// Half the hands only take endpoints that answered well last, so the dead hold up no others.
/// </summary>
sealed class Sender(
    Database database, Vault vault, Outward outward, NoteTries noting, ProcessRoles roles, TimeProvider clock,
    ILogger<Sender> log) : BackgroundService
{
    const int AtOnce = 4;
    const int Hands = 16;

    // More than a try and noting it take; a turn whose process died is another's after it.
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    readonly SemaphoreSlim lookingForAny = new(1);
    readonly SemaphoreSlim lookingForWell = new(1);

    /// <summary>How long a hand rests where nobody's turn has come.</summary>
    public TimeSpan Rest { get; set; } = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        if (!roles.Worker) return;
        await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => WorkAsync(hand % 2 == 0, stop)));
    }

    async Task WorkAsync(bool isForWell, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await Patiently.DoAsync(async () => await SendAsync(await FindAsync(isForWell, stop), stop), log, stop);
    }

    // One idle hand of a kind looks for all of them.
    async Task<Turn> FindAsync(bool isForWell, CancellationToken stop)
    {
        var looking = isForWell ? lookingForWell : lookingForAny;
        await looking.WaitAsync(stop);
        try
        {
            while (true)
            {
                if (await TakeAsync(isForWell, stop) is { } turn) return turn;
                await Task.Delay(Rest, stop);
            }
        }
        finally
        {
            looking.Release();
        }
    }

    async Task<Turn?> TakeAsync(bool isForWell, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var turn = await tx.OneOrNullAsync<Turn>(isForWell ? TakeWellSql : TakeSql, new { now, until = now + Lease });
        if (turn is not null) await tx.CommitAsync();
        return turn;
    }

    /// <summary>Sends what is due of one endpoint whose turn it is; false where it is nobody's.</summary>
    internal async Task<bool> SendNextAsync(CancellationToken stop)
    {
        if (await TakeAsync(isForWell: false, stop) is not { } turn) return false;
        await SendAsync(turn, stop);
        return true;
    }

    async Task SendAsync(Turn turn, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<Due> due;
        await using (var session = await database.ReadFreshAsync(stop))
            due = await session.ListAsync<Due>(DueSql, new { turn.Id, now = now.UtcDateTime, AtOnce });
        List<string> secrets = [Signing.Open(vault, turn.SecretSealed)];
        if (turn.OldSecretSealed is { } old && turn.OldUntil > now.UtcDateTime)
            secrets.Add(Signing.Open(vault, old));
        IReadOnlyList<Tried> tries = [];
        try
        {
            tries = await Task.WhenAll(due.Select(async one => new Tried(
                one.Id, now.UtcDateTime, await outward.TellAsync(new(turn.Url), HeadersOf(turn, one, secrets, now),
                    one.Body, stop))));
        }
        finally
        {
            // Also where this process is to stop: its turn is then another's at once, and what may have been heard is
            // sent again under its id.
            await noting.NoteAsync(turn.Id, turn.LeasedUntil, tries);
        }
    }

    static Dictionary<string, string> HeadersOf(Turn turn, Due one, IEnumerable<string> secrets, DateTimeOffset now)
    {
        var (id, at) = (Signing.IdOf(one.EventId, turn.Id), now.ToUnixTimeSeconds());
        return new()
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = at.ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = Signing.Sign(secrets, id, at, one.Body),
        };
    }

    sealed record Turn(
        Guid Id, string Url, byte[] SecretSealed, byte[]? OldSecretSealed, DateTime? OldUntil, DateTime LeasedUntil);

    sealed record Due(Guid Id, Guid EventId, string Body);

    const string TakeSql = """
        -- integrations.sender.take
        update integrations.endpoint
        set leased_until = @until
        where id = (
            select id from integrations.endpoint
            where is_on and removed_at is null and turn_at <= @now
                and (leased_until is null or leased_until < @now)
            order by turn_at
            limit 1
            for update skip locked)
        returning id, url, secret_sealed, old_secret_sealed, old_until, leased_until
        """;

    const string TakeWellSql = """
        -- integrations.sender.take-well
        update integrations.endpoint
        set leased_until = @until
        where id = (
            select id from integrations.endpoint
            where is_on and removed_at is null and failing_since is null and turn_at <= @now
                and (leased_until is null or leased_until < @now)
            order by turn_at
            limit 1
            for update skip locked)
        returning id, url, secret_sealed, old_secret_sealed, old_until, leased_until
        """;

    const string DueSql = """
        -- integrations.sender.due
        select id, event_id, body
        from integrations.delivery
        where endpoint_id = @Id and state = 'waiting' and due_at <= @now
        order by due_at
        limit @AtOnce
        """;
}
