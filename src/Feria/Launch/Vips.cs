namespace Feria.Launch;

/// <summary>What draws the pictures people send anew.</summary>
static class Vips
{
    public const string Package = "libvips-tools";

    public static bool IsHere => Outside.Find("vipsthumbnail") is not null;

    /// <summary>Installs it where that is possible; a marketplace without it runs, and takes no pictures.</summary>
    public static async Task InstallAsync()
    {
        if (IsHere) return;
        if (await Apt.CanInstallAsync())
        {
            Say.Line($"What draws pictures anew is missing: installing {Package}.");
            await Apt.InstallAsync(Package);
        }

        if (!IsHere)
            Say.Line($"No pictures can be sent here before {Package} is installed: sudo apt-get install {Package}");
    }
}
