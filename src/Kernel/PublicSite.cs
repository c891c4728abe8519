namespace Feria.Kernel;

/// <summary>
/// The address people reach this installation at, as it is configured: links in letters and ways back from a gateway
/// lead there, whatever host a caller claims to talk to.
/// </summary>
public sealed class PublicSite(string url)
{
    readonly Uri root = new(url);

    /// <summary>A page in a language: the default one stands at the root, every other under its code.</summary>
    /// <param name="page">Path and query without a slash before them.</param>
    public string Page(string locale, string page) => Of(locale == Locale.Default ? $"/{page}" : $"/{locale}/{page}");

    /// <summary>The site's own address of a path with its query; nothing in it leads elsewhere.</summary>
    public string Of(string path)
    {
        var parts = path.Split('?', 2);
        var address = new UriBuilder(root.Scheme, root.Host, root.Port) { Path = parts[0] };
        if (parts is [_, var query]) address.Query = query;
        return address.Uri.AbsoluteUri;
    }
}
