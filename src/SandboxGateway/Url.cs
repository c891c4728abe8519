using System.Diagnostics.CodeAnalysis;

namespace Feria.SandboxGateway;

public static class Url
{
    public static bool IsWeb(string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0;

    /// <summary>The shop's return address, with the intent's id so that the shop knows what to look up.</summary>
    public static string Return(Intent intent)
    {
        var address = new UriBuilder(intent.ReturnUrl!);
        address.Query = address.Query.Length > 1 ? $"{address.Query}&intent={intent.Id}" : $"intent={intent.Id}";
        return address.Uri.AbsoluteUri;
    }

    public static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
