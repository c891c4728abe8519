namespace Feria.Kernel;

/// <summary>Who has what is on for some only.</summary>
public sealed class Features(SettingBook settings, Vault vault)
{
    public bool Has(Setting<Feature> feature, Guid? account, byte[]? guest) =>
        settings.Of(feature).IsFor(account, guest, feature.Key, vault);

    public bool Has(Setting<Feature> feature, Caller caller) => Has(feature, caller.Account, caller.Guest);

    /// <summary>Whether anybody has it: what is drawn for everybody shows it then.</summary>
    public bool IsForSome(Setting<Feature> feature) => settings.Of(feature).IsForSome;
}
