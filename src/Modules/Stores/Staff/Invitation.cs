namespace Feria.Stores;

/// <summary>A letter that lets whoever opens it join a store, once and for a while.</summary>
static class Invitation
{
    public static byte[] SealEmail(Vault vault, string email) => vault.Seal(email, "stores.invitation.email");

    public static string OpenEmail(Vault vault, byte[] value) => vault.Open(value, "stores.invitation.email");
}
