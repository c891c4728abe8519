using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Notifications;

/// <summary>The account has read what it was told, up to a notice or one alone.</summary>
public static class ReadNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/notices/read", Handle)
        .WithName(nameof(ReadNotices))
        .RequireAccount()
        .OnlyInPerson()
        .WithExample(new Body(Guid.Parse("019aa000-0000-7000-8000-000000000001"), null));

    /// <param name="UpTo">This one and all before it.</param>
    /// <param name="One">This one alone.</param>
    public sealed record Body(Guid? UpTo, Guid? One);

    static async Task<Ok<UnreadNotices.Standing>> Handle(
        Body body, Caller caller, Database database, CancellationToken stop)
    {
        var account = caller.Account!.Value;
        await using var tx = await database.WriteAsync(stop);
        var read = body.One is { } one
            ? await tx.ExecuteAsync(OneSql, new { tx.Region, account, one })
            : await tx.ExecuteAsync(ReadSql, new { tx.Region, account, upTo = body.UpTo ?? Guid.Empty });
        var standing = TypedResults.Ok(await UnreadNotices.ReadAsync(tx, account, tx.Region));
        if (read == 0) return standing;
        tx.Append(new NoticesChanged(account));
        return await tx.CommitAsync(standing);
    }

    const string OneSql = """
        -- notifications.read-notices.one
        update notifications.notice set read_at = now()
        where region = @Region and account_id = @account and id = @one and read_at is null
        """;

    const string ReadSql = """
        -- notifications.read-notices.read
        update notifications.notice set read_at = now()
        where region = @Region and account_id = @account and id = any(array(
            select id from notifications.notice
            where region = @Region and account_id = @account and id <= @upTo and read_at is null
            order by id
            for update))
        """;
}
