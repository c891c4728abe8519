using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Media;

/// <summary>One size of a picture. Its address names its bytes: every copy of it may be kept for ever.</summary>
public static class GetPicture
{
    /// <summary>Maps it at the site's root: browsers and a CDN ask there.</summary>
    public static void Map(IEndpointRouteBuilder site) => site
        .MapMethods("/media/{picture}/{size}", [HttpMethods.Get, HttpMethods.Head], Handle)
        .WithName(nameof(GetPicture))
        .ExcludeFromDescription()
        .AllowAnyone();

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(
        HttpContext http, IObjectStore objects, CancellationToken stop)
    {
        if (PicturePath.Read(http.Request.Path.Value) is not var (picture, size)
            || await objects.ReadAsync(picture.NameOf(size), stop) is not { } found)
            return Refusals.PictureNotFound.AsProblem();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        // Opened as a page of its own it may load and run nothing, whatever a browser takes it for.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = found.Length;
        return TypedResults.Stream(found.Bytes, "image/webp");
    }
}
