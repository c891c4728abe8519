using System.Net.Mime;

namespace Feria.Storefront;

/// <summary>
/// What anybody may see travels compressed. Other pages do not: beside a visitor's secrets, the size of a compressed
/// answer tells who watches the line how well a guess was.
/// </summary>
static class Compression
{
    sealed record Mark;

    public static void Add(IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = [MediaTypeNames.Text.Html, MediaTypeNames.Image.Svg];
    });

    public static void UseCompression(this WebApplication app) => app.UseWhen(
        http => http.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null,
        branch => branch.UseResponseCompression());

    public static TBuilder Compressed<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Mark());
}
