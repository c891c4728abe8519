using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Feria.Testing;

/// <summary>A mail server of a few lines: takes every letter, or fails for a while.</summary>
public sealed class MailServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    volatile bool over;

    public MailServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public ConcurrentQueue<string> Letters { get; } = [];
    public int RefuseNext { get; set; }

    async Task AcceptAsync()
    {
        while (!over)
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
            catch (SocketException)
            {
                // Whoever came was gone again before it was their turn.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false));
        (writer.NewLine, writer.AutoFlush) = ("\r\n", true);
        await writer.WriteLineAsync("220 mail.example ESMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("EHLO")) await writer.WriteLineAsync("250-mail.example\r\n250 8BITMIME");
            else if (line.StartsWith("MAIL") && RefuseNext > 0)
            {
                RefuseNext--;
                await writer.WriteLineAsync("451 later");
            }
            else if (line is "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var whole = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text and not ".") whole.AppendLine(text);
                Letters.Enqueue(whole.ToString());
                await writer.WriteLineAsync("250 taken");
            }
            else await writer.WriteLineAsync(line is "QUIT" ? "221 bye" : "250 fine");
        }
    }

    public void Dispose()
    {
        over = true;
        listener.Dispose();
    }
}
