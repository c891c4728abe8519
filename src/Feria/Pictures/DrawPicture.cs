using System.Text;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Pictures;

/// <summary>Draws a picture of the demo marketplace; its name alone determines it, so it is kept for ever.</summary>
public static class DrawPicture
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapMethods("/pictures/{drawing}.svg", [HttpMethods.Get, HttpMethods.Head], Handle)
        .WithName(nameof(DrawPicture))
        .ExcludeFromDescription()
        .AllowAnyone()
        .Compressed();

    static Results<FileContentHttpResult, ProblemHttpResult> Handle(string drawing, HttpResponse response)
    {
        if (Picture.Named(drawing) is not { } picture) return KernelRefusals.NotFound.AsProblem();

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        // Opened as a page of its own it may load and run nothing.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(Encoding.UTF8.GetBytes(picture.Draw()), "image/svg+xml");
    }
}
