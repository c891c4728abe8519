using Feria.Demo;

namespace Feria.Launch;

/// <summary>What everyone wants to know once it runs.</summary>
static class Tell
{
    public static void Address(string address)
    {
        Say.Line();
        Say.Line($"Feria runs at {Say.Bold(address)}");
    }

    public static void Accounts(Checkout checkout)
    {
        if (File.Exists(checkout.EmptyMark)) return;
        Say.Line("Sign in as:");
        foreach (var account in DemoAccount.All)
            Say.Line($"  {account.Title,-14} {account.Email,-24} {account.Password}");
        Say.Line("The demo asks nobody for a second step. A marketplace of your own asks its staff.");
    }
}
