namespace Feria.Accounts;

/// <summary>What an operator can set of accounts.</summary>
public static class AccountSettings
{
    /// <summary>Where somebody who registers may live; none named: anywhere.</summary>
    public static readonly Setting<Codes> Countries =
        Setting.CodesOf("accounts.countries", "countries", 0, 300, code => CountryAttribute.All.Contains(code));

    public static readonly Setting[] All = [Countries];
}
