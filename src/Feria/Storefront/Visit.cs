using System.Globalization;

namespace Feria.Storefront;

/// <summary>Who is looking, in which language and from which address: what every page knows.</summary>
public sealed class Visit(SettingBook settings, TimeProvider clock)
{
    const string PageTitle = "page.title";

    public Language Language { get; set; } = Words.Languages[0];

    /// <summary>Numbers and dates follow the visitor's own region where it speaks the page's language.</summary>
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <summary>The address without the language, with its query.</summary>
    public string Path { get; set; } = "/";

    /// <summary>Scheme and host, for canonical links.</summary>
    public string Origin { get; set; } = "";

    /// <summary>What the signed-in visitor is called; null for a guest.</summary>
    public string? Name { get; set; }

    /// <summary>The signed-in visitor's account, so that their browser knows them again; null for a guest.</summary>
    public Guid? Account { get; set; }

    /// <summary>Whether somebody of staff uses the account in its owner's place.</summary>
    public bool IsActed { get; set; }

    /// <summary>Whether the visitor brings a name or a cart: what is drawn for them is nobody else's.</summary>
    public bool IsKnown { get; set; }

    public int InCart { get; set; }

    /// <summary>Whether a heart may be full: the visitor keeps lists.</summary>
    public bool HasLists { get; set; }

    /// <summary>Notices the signed-in visitor has not read.</summary>
    public int Unread { get; set; }

    public IReadOnlyList<Lane> Lanes { get; set; } = [];

    /// <summary>The copy the lanes are of.</summary>
    public Rendered LanesOf { get; set; } = new([]);

    /// <summary>One top category in the row under the search box.</summary>
    public sealed record Lane(string Name, string Path);

    /// <summary>Makes the other one a visit of nobody to this address.</summary>
    public void CopyTo(Visit nobody, string path) =>
        (nobody.Language, nobody.Culture, nobody.Origin, nobody.Lanes, nobody.Path) =
            (Language, Culture, Origin, Lanes, path);

    /// <summary>What this market is called; an operator may have named it.</summary>
    public string SiteName => OwnName ?? "Feria";

    /// <summary>The same, null where nobody named it: then the drawn sign stands.</summary>
    public string? OwnName => SetText(SiteSettings.Name);

    /// <summary>What an operator wrote in the visitor's language; null where nothing.</summary>
    public string? SetText(Setting<Texts> text) => settings.Of(text).In(Language.Code);

    /// <summary>Whether anybody has it: pages that are the same for everybody show it then.</summary>
    public bool Shows(Setting<Feature> feature) => settings.Of(feature).IsForSome;

    public T Set<T>(Setting<T> setting) where T : notnull => settings.Of(setting);

    /// <summary>What everybody is told on every page; null where there is nothing.</summary>
    public string? Banner
    {
        get
        {
            if (settings.Of(SiteSettings.Maintenance))
                return SetText(SiteSettings.MaintenanceWords) ?? Say("refusal.maintenance");
            var now = clock.GetUtcNow().UtcDateTime;
            return (settings.Of(SiteSettings.BannerFrom).At is { } from && now < from)
                || (settings.Of(SiteSettings.BannerUntil).At is { } until && now >= until)
                ? null
                : SetText(SiteSettings.Banner);
        }
    }

    /// <summary>Another one means that what was drawn of settings is drawn anew.</summary>
    public string SettingsMark => $"{settings.Version} {Banner is not null}";

    public string Say(string key, params ReadOnlySpan<object?> with) => key == PageTitle
        ? Language.Say(Culture, key, with[0], SiteName)
        : Language.Say(Culture, key, with);

    public string Count(string key, long many) => Say(many == 1 ? key + ".one" : key + ".other", many);

    public bool Knows(string key) => Language.SayIfKnown(key) is not null;

    /// <summary>A refusal in the visitor's language, else as it was said.</summary>
    public string Refused(string code, string? said = null) =>
        Language.SayIfKnown("refusal." + code) ?? said ?? Say("form.look-again");

    /// <summary>What a field should hold, in the visitor's language; else what the API said.</summary>
    public string Wrong(string field, string said) => Language.SayIfKnown("wrong." + field) ?? said;

    public string To(string path) => Language.Prefix + path;

    public string Absolute(string path) => Origin + To(path);
}
