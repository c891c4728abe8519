using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>
/// A browser or an application says where it can be told things, as long as it stays signed in. Said again, it is the
/// same one; an account keeps its newest twenty.
/// </summary>
public static class AddDevice
{
    const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/notifications/devices", Handle)
        .WithName(nameof(AddDevice))
        .RequireAccount()
        .OnlyInPerson()
        .Allows(perMinute: 20, burst: 20)
        .Refuses(Refusals.ChannelNotOffered, Refusals.DeviceRefused)
        .WithExample(new Body(new(
            "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ",
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg"), null));

    /// <param name="Web">A browser's subscription; or</param>
    /// <param name="App">an application's registration token of FCM.</param>
    public sealed record Body(Subscription? Web, [OneLine(4096)] string? App);

    /// <param name="Endpoint">Where its push service takes what is for it.</param>
    /// <param name="P256dh">Its public key, base64url.</param>
    /// <param name="Auth">Its secret, base64url.</param>
    public sealed record Subscription(
        [Required, OneLine(1000)] string Endpoint, [Required, OneLine(100)] string P256dh,
        [Required, OneLine(40)] string Auth);

    public sealed record Answer(Guid Id);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, Receivers receivers, IAccountBook accounts, CancellationToken stop)
    {
        if (body.Web is null == body.App is null) return Refusals.DeviceRefused.AsProblem();
        var (kind, address, name) = body.Web is { } web
            ? (ReceiverKind.Web, JsonSerializer.Serialize(web, Json.Options), web.Endpoint)
            : (ReceiverKind.App, body.App!, body.App!);
        if (receivers.CarrierOf(kind) is null) return Refusals.ChannelNotOffered.AsProblem();
        if (!receivers.Takes(kind, address)) return Refusals.DeviceRefused.AsProblem();

        var account = caller.Account!.Value;
        await using var tx = await database.WriteAsync(stop);
        var session = (await accounts.SessionsAsync(tx, [caller.Session!.Value])).SingleOrDefault();
        if (session is null) return KernelRefusals.SignInNeeded.AsProblem();
        var id = await tx.OneAsync<Guid>(AddSql, new
        {
            tx.Region, account, id = Id.New(), kind, address = receivers.Seal(address), index = receivers.Index(name),
            session = session.Id, session.Until,
        });
        await tx.ExecuteAsync(TrimSql, new { tx.Region, account, Most });
        return await tx.CommitAsync(TypedResults.Ok(new Answer(id)));
    }

    // Whoever named it last has it: on a shared machine nobody is told what another's account is.
    const string AddSql = """
        -- notifications.add-device.add
        insert into notifications.receiver as r (
            region, account_id, id, kind, address_sealed, address_index, session_id, until)
        values (@Region, @account, @id, @kind, @address, @index, @session, @Until)
        on conflict (address_index, region) where kind <> 'phone' do update
            set account_id = excluded.account_id, kind = excluded.kind, address_sealed = excluded.address_sealed,
                session_id = excluded.session_id, until = excluded.until,
                id = case when r.account_id = excluded.account_id then r.id else excluded.id end
        returning id
        """;

    const string TrimSql = """
        -- notifications.add-device.trim
        delete from notifications.receiver
        where region = @Region and account_id = @account and id = any(array(
            select id from notifications.receiver
            where region = @Region and account_id = @account and kind <> 'phone'
            order by id desc
            offset @Most
            for update skip locked))
        """;
}
