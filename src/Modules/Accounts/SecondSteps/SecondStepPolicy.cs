using Microsoft.Extensions.Configuration;

namespace Feria.Accounts;

/// <summary>Of whom a second step is asked: <c>Feria:SecondStep</c>, staff unless it says <c>nobody</c>.</summary>
public static class SecondStepPolicy
{
    public const string Setting = "Feria:SecondStep";
    public const string Staff = "staff";
    public const string Nobody = "nobody";

    public static bool AsksStaff(IConfiguration settings) => settings[Setting] is not Nobody;
}
