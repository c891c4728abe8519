using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Feria.Launch;

/// <summary>
/// A certificate for this machine's own name, made once and kept with the secrets: browsers warn of it, and everything
/// else is as with a real one.
/// </summary>
static class SelfSigned
{
    static readonly TimeSpan Life = TimeSpan.FromDays(365);
    static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The PEM file, certificate and key, as HAProxy reads it.</summary>
    public static string FileOf(Checkout checkout)
    {
        var path = Path.Combine(checkout.Secrets, "gateway.pem");
        if (!IsGood(path)) Secrets.Write(path, Make());
        return path;
    }

    static bool IsGood(string path)
    {
        if (!File.Exists(path)) return false;
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.NotAfter.ToUniversalTime() > DateTime.UtcNow + RenewBefore;
    }

    static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        asked.CertificateExtensions.Add(names.Build());
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        asked.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));

        var now = DateTimeOffset.UtcNow;
        using var certificate = asked.CreateSelfSigned(now.AddDays(-1), now + Life);
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
