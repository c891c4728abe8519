using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Feria.Wide;

namespace Feria.Wide.Tests;

/// <summary>Bodies that are being received have a bound together, not only each.</summary>
public sealed class UploadTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Bodies_beyond_the_bound_of_all_are_refused_until_others_have_ended()
    {
        var all = new List<Socket>();
        try
        {
            for (var bytes = 0L; bytes < UploadServices.Most; bytes += Marketplace.LargestBody)
                all.Add(await BeginAsync());
            // Who sends nothing more is cut off after a while: others take his place.
            await Launched.UntilAsync(async () =>
            {
                all.Add(await BeginAsync());
                return await SendAsync() is HttpStatusCode.ServiceUnavailable;
            }, "nobody was refused");
            // Who sends no body is not meant.
            Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/api/v1/cart")).StatusCode);
        }
        finally
        {
            foreach (var one in all) one.Dispose();
        }

        await Launched.UntilAsync(
            async () => await SendAsync() is HttpStatusCode.BadRequest, "the room was never given back");
    }

    async Task<HttpStatusCode> SendAsync()
    {
        using var answer = await host.Http.PostAsJsonAsync("/api/v1/sessions", new { });
        return answer.StatusCode;
    }

    // Says how much it will send, and sends the first of it.
    async Task<Socket> BeginAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($$"""
            POST /api/v1/sessions HTTP/1.1
            Host: {{host.Address.Authority}}
            Content-Type: application/json
            Content-Length: {{Marketplace.LargestBody}}

            {
            """.ReplaceLineEndings("\r\n")));
        return socket;
    }
}
