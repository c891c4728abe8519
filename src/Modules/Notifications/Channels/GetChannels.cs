using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>Where the account can be told things, and is.</summary>
public static class GetChannels
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/notifications/channels", Handle)
        .WithName(nameof(GetChannels))
        .RequireAccount();

    /// <param name="Sms">Null where none are sent here.</param>
    /// <param name="Push">Null where none is sent here.</param>
    public sealed record Answer(OfSms? Sms, OfPush? Push);

    /// <param name="Number">The confirmed one, masked; null where there is none.</param>
    /// <param name="IsRefused">Whether it takes nothing more: its owner may have answered STOP.</param>
    /// <param name="Asked">One that waits for its code, masked.</param>
    /// <param name="IsAskedRefused">Whether the code could not be sent there.</param>
    public sealed record OfSms(string? Number, bool IsRefused, string? Asked, bool IsAskedRefused);

    /// <param name="Key">What browsers subscribe with (applicationServerKey); null where none are told.</param>
    /// <param name="Apps">Whether applications are told.</param>
    /// <param name="Devices">Those that are told, the newest first.</param>
    public sealed record OfPush(string? Key, bool Apps, IReadOnlyList<Device> Devices);

    /// <param name="Kind">web or app.</param>
    /// <param name="Client">What it calls itself where it is signed in.</param>
    /// <param name="IsHere">Whether it is the one that asks.</param>
    public sealed record Device(Guid Id, string Kind, string Client, DateTime MadeAt, bool IsHere);

    static async Task<Ok<Answer>> Handle(
        Caller caller, Database database, Receivers receivers, IPushKeys keys, IAccountBook accounts,
        CancellationToken stop)
    {
        if (!receivers.OfferSms && !receivers.OfferPush) return TypedResults.Ok(new Answer(null, null));
        var key = receivers.OfferWeb ? (await keys.OwnAsync(stop)).Public : null;
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(ListSql, new { database.Region, caller.Account });
        var sessions = (await accounts.SessionsAsync(session, [.. rows.Select(row => row.SessionId).OfType<Guid>()]))
            .ToDictionary(one => one.Id);
        return TypedResults.Ok(new Answer(
            receivers.OfferSms ? PhoneOf(rows, receivers) : null,
            receivers.OfferPush
                ? new(key, receivers.OfferApps,
                [
                    .. from row in rows
                       let at = row.SessionId is { } one ? sessions.GetValueOrDefault(one) : null
                       where at is not null
                       select new Device(row.Id, row.Kind, at.Client, row.MadeAt, at.Id == caller.Session),
                ])
                : null));
    }

    static OfSms PhoneOf(IReadOnlyList<Row> rows, Receivers receivers)
    {
        var (phone, asked) = (
            rows.FirstOrDefault(row => row.Kind == ReceiverKind.Phone),
            rows.FirstOrDefault(row => row.Kind == "asked"));
        return new(
            MaskedOf(phone), phone is { IsRefused: true }, MaskedOf(asked), asked is { IsRefused: true });

        string? MaskedOf(Row? row) => row is null ? null : PhoneNumber.Masked(receivers.Open(row.AddressSealed));
    }

    sealed record Row(Guid Id, string Kind, byte[] AddressSealed, Guid? SessionId, DateTime MadeAt, bool IsRefused);

    const string ListSql = """
        -- notifications.get-channels.list
        select id, kind, address_sealed, session_id, made_at, refused_at is not null as is_refused
        from notifications.receiver
        where region = @Region and account_id = @Account and (until is null or until > now())
        union all
        select account_id, 'asked', number_sealed, null, expires_at, refused_at is not null
        from notifications.phone_code
        where region = @Region and account_id = @Account and expires_at > now()
        order by id desc
        """;
}
