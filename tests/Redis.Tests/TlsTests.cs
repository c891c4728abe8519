using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Feria.Launch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

/// <summary>Redis behind TLS, with a certificate of an authority of our own for the name redis.internal.</summary>
public sealed class TlsTests(TlsTests.Encrypted redis) : IClassFixture<TlsTests.Encrypted>
{
    [Fact]
    public async Task With_the_right_authority_and_name_everything_passes_encrypted()
    {
        await using var client = Client($"?ca={redis.Authority}&server_name=redis.internal");
        Assert.True(await client.ConnectedAsync(TestRedis.Patience), client.Trouble);
        var large = new byte[3 << 20];
        Random.Shared.NextBytes(large);

        var small = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(async i => (await client.AskAsync("ECHO", i)).Word));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), small);
        Assert.Equal(large, Assert.IsType<Resp.Bytes>(await client.AskAsync("ECHO", large)).Value);
    }

    [Fact]
    public Task An_authority_the_system_does_not_know_is_refused() => RefusedAsync("?server_name=redis.internal");

    [Fact]
    public Task Another_authority_is_refused() =>
        RefusedAsync($"?ca={redis.OtherAuthority}&server_name=redis.internal");

    [Fact]
    public Task Another_name_is_refused() => RefusedAsync($"?ca={redis.Authority}");

    async Task RefusedAsync(string options)
    {
        await using var client = Client(options);
        await TestRedis.EventuallyAsync(() => Task.FromResult(client.Trouble is not null));
        Assert.Contains("certificate", client.Trouble);
        Assert.False(client.IsConnected);
    }

    RedisClient Client(string options) => new(
        RedisSettings.Parse($"rediss://:{redis.Server.Password}@127.0.0.1:{redis.Port}{options}"),
        NullLogger.Instance, TestRedis.Patient);

    public sealed class Encrypted : IAsyncLifetime
    {
        readonly string folder = Directory.CreateTempSubdirectory("feria-redis-tls-").FullName;
        PrivateRedis? server;

        public int Port { get; } = FreePort.Any();
        public string Authority => Path.Combine(folder, "authority.pem");
        public string OtherAuthority => Path.Combine(folder, "other.pem");

        public PrivateRedis Server
        {
            get
            {
                _ = TestRedis.Program;
                return server!;
            }
        }

        public async ValueTask InitializeAsync()
        {
            if (RedisProgram.Find() is not { } program) return;
            using var authority = MakeAuthority(Authority);
            using var other = MakeAuthority(OtherAuthority);
            using var key = RSA.Create(2048);
            var asked = new CertificateRequest("CN=redis", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("redis.internal");
            asked.CertificateExtensions.Add(names.Build());
            using var certificate = asked.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3]);
            var (here, secret) = (Path.Combine(folder, "redis.pem"), Path.Combine(folder, "redis.key"));
            await File.WriteAllTextAsync(here, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem());
            server = await PrivateRedis.StartAsync(
                Path.Combine(folder, "redis"), program,
                $"tls-port {Port}", $"tls-cert-file {here}", $"tls-key-file {secret}",
                $"tls-ca-cert-file {Authority}", "tls-auth-clients no");
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null) await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        static X509Certificate2 MakeAuthority(string file)
        {
            var key = RSA.Create(2048);
            var asked = new CertificateRequest(
                "CN=Feria tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var made = asked.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
            File.WriteAllText(file, made.ExportCertificatePem());
            return made;
        }
    }
}
