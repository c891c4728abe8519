namespace Feria.Storefront;

/// <summary>What a browser or program is called by people, by the marks browsers send.</summary>
static class Client
{
    // The first that fits: each also calls itself by names after it.
    static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>What sends none of them is called what it calls itself; nothing where that is nothing.</summary>
    public static string NameOf(string client)
    {
        string[] known =
        [
            .. new[] { Browsers, Systems }
                .Select(marks => marks.FirstOrDefault(one => client.Contains(one.Mark, StringComparison.Ordinal)).Name)
                .OfType<string>(),
        ];
        return known.Length > 0 ? string.Join(", ", known) : client;
    }
}
