using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Media;

/// <summary>Takes in a picture whose bytes were put at the object store.</summary>
public static class TakeUpload
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/pictures/uploads/{upload:guid}", Handle)
        .WithName(nameof(TakeUpload))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 120)
        .Refuses(
            Refusals.UploadNotFound, Refusals.KindUnknown, Refusals.TooManyPixels, Refusals.Broken,
            Refusals.TooManyBytes, Refusals.Unavailable);

    static async Task<Results<Ok<Shown>, ProblemHttpResult>> Handle(
        Guid upload, Caller caller, Database database, IObjectStore objects, TakePictures pictures,
        CancellationToken stop)
    {
        if (!await IsOfAsync(database, upload, caller, stop)) return Refusals.UploadNotFound.AsProblem();
        await using var put = await objects.ReadAsync(GrantUpload.NameOf(upload), stop);
        if (put is null) return Refusals.UploadNotFound.AsProblem();
        if (await Bounded.ReadAsync(put.Bytes, TakePictures.MostBytes, stop) is not { } sent)
            return Refusals.TooManyBytes.AsProblem();
        // What was put stays until it is swept, so that whoever asks again gets the same answer.
        var (picture, refusal) = await pictures.TakeAsync(sent, caller.Account!.Value, stop);
        return picture is null ? refusal!.AsProblem() : TypedResults.Ok(Shown.Of(picture));
    }

    static async Task<bool> IsOfAsync(Database database, Guid upload, Caller caller, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await session.OneOrNullAsync<Guid?>(FindSql, new { upload, caller.Account }) is not null;
    }

    const string FindSql = """
        -- media.take-upload.find
        select id from media.upload where id = @upload and account_id = @Account
        """;
}
