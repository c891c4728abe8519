namespace Feria.Storefront;

/// <summary>
/// The script a browser keeps running to show what it is told. It stands at the root, so that all pages are its, and is
/// asked for anew each time, so that nobody keeps an old one.
/// </summary>
static class Worker
{
    static readonly byte[] Script = Read();

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/worker.js", Handle).AllowAnyone();

    static IResult Handle(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; connect-src 'self'";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(Script, "text/javascript; charset=utf-8");
    }

    static byte[] Read()
    {
        using var stream = typeof(Worker).Assembly.GetManifestResourceStream("worker.js")!;
        using var read = new MemoryStream();
        stream.CopyTo(read);
        return read.ToArray();
    }
}
