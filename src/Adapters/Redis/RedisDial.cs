using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Feria.Adapters.Redis;

/// <summary>Opens the stream to a server: TCP, and TLS where it is asked for.</summary>
static class RedisDial
{
    public static async Task<Stream> OpenAsync(DnsEndPoint host, RedisSettings settings, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(host, stop);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (!settings.IsEncrypted) return stream;
            var encrypted = new SslStream(stream);
            stream = encrypted;
            await encrypted.AuthenticateAsClientAsync(Verified(host, settings), stop);
            return stream;
        }
        catch
        {
            socket.Dispose();
            if (stream is not null) await stream.DisposeAsync();
            throw;
        }
    }

    static SslClientAuthenticationOptions Verified(DnsEndPoint host, RedisSettings settings)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = settings.ServerName ?? host.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (settings.AuthorityFile is null) return options;

        // Only these may vouch: with a house's own authority the world's are of no concern.
        options.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(settings.AuthorityFile);
        return options;
    }
}
