using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Media;

/// <summary>
/// An address at the object store to which a picture's bytes can be put (PUT) without coming through here; then it is
/// taken in by its upload.
/// </summary>
public static class GrantUpload
{
    static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/pictures/uploads", Handle)
        .WithName(nameof(GrantUpload))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 120)
        .Refuses(Refusals.NoUploads)
        .WithExample(new Body(2_400_000));

    /// <param name="Bytes">How many there are: others are not taken.</param>
    public sealed record Body([Range(1, TakePictures.MostBytes)] int Bytes);

    public sealed record Answer(Guid Upload, string Url, DateTime ExpiresAt);

    static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, IObjectStore objects, TimeProvider clock, CancellationToken stop)
    {
        var upload = Id.New();
        var until = clock.GetUtcNow().UtcDateTime + Life;
        if (objects.Grant(NameOf(upload), body.Bytes, Life) is not { } url) return Refusals.NoUploads.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(GrantSql, new { upload, caller.Account, body.Bytes });
        return await tx.CommitAsync(
            TypedResults.Created((string?)null, new Answer(upload, url.AbsoluteUri, until)));
    }

    internal static string NameOf(Guid upload) => $"uploads/{upload:N}";

    const string GrantSql = """
        -- media.grant-upload.grant
        insert into media.upload (id, account_id, length) values (@upload, @Account, @Bytes)
        """;
}
