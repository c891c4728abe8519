namespace Feria.Payments;

/// <summary>The address buyers reach this site at: the gateway sends them back there and nowhere else.</summary>
public sealed class PublicAddress(string url)
{
    readonly Uri root = new(url);

    public string Of(string path)
    {
        var parts = path.Split('?', 2);
        var address = new UriBuilder(root.Scheme, root.Host, root.Port) { Path = parts[0] };
        if (parts is [_, var query]) address.Query = query;
        return address.Uri.AbsoluteUri;
    }
}
