using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Media;

/// <summary>Takes a picture in: the body is its bytes. Where, when and by whom it was taken is dropped.</summary>
public static class AddPicture
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/pictures", Handle)
        .WithName(nameof(AddPicture))
        .Accepts<Stream>("image/jpeg", "image/png", "image/webp")
        .WithMetadata(new RequestSizeLimitAttribute(TakePictures.MostBytes))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 120)
        .Refuses(
            Refusals.KindUnknown, Refusals.TooManyPixels, Refusals.Broken, Refusals.TooManyBytes,
            Refusals.Unavailable)
        .WithExample("the bytes of lamp.jpg");

    static async Task<Results<Ok<Shown>, ProblemHttpResult>> Handle(
        Stream body, Caller caller, TakePictures pictures, CancellationToken stop)
    {
        if (await Bounded.ReadAsync(body, TakePictures.MostBytes, stop) is not { } sent)
            return Refusals.TooManyBytes.AsProblem();
        var (picture, refusal) = await pictures.TakeAsync(sent, caller.Account!.Value, stop);
        return picture is null ? refusal!.AsProblem() : TypedResults.Ok(Shown.Of(picture));
    }
}
