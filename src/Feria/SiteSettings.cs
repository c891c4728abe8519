namespace Feria;

/// <summary>What an operator can set of the site itself.</summary>
public static class SiteSettings
{
    public static readonly Setting<Texts> Name = Setting.Text("site.name", 40);
    public static readonly Setting<Texts> Closing = Setting.Text("site.closing", 200);
    public static readonly Setting<Texts> Contact = Setting.Text("site.contact", 200);
    public static readonly Setting<Texts> Banner = Setting.Text("site.banner", 300);
    public static readonly Setting<Moment> BannerFrom = Setting.Instant("site.banner-from");
    public static readonly Setting<Moment> BannerUntil = Setting.Instant("site.banner-until");
    public static readonly Setting<bool> Maintenance = Setting.Switch("site.maintenance", false);
    public static readonly Setting<Texts> MaintenanceWords = Setting.Text("site.maintenance-words", 300);

    /// <summary>What people call the region this installation is the home of.</summary>
    public static readonly Setting<Texts> RegionName = Setting.Text("region.name", 60);

    /// <summary>The countries it serves; none named: all.</summary>
    public static readonly Setting<Codes> RegionCountries =
        Setting.CodesOf("region.countries", "countries", 0, 300, code => CountryAttribute.All.Contains(code));

    public static readonly Setting[] All =
    [
        Name, Closing, Contact, Banner, BannerFrom, BannerUntil, Maintenance, MaintenanceWords, RegionName,
        RegionCountries,
    ];
}
