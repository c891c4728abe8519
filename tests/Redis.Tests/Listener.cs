using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Feria.Redis.Tests;

/// <summary>Treats each connection as it was told, and then closes it.</summary>
sealed class Listener : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource ending = new();
    readonly ConcurrentBag<Socket> open = [];
    int connections;

    public Listener(Func<Line, Task> treat)
    {
        // Small, so that what a server does not read is soon noticed by who sends it.
        listener.Server.ReceiveBufferSize = 64 << 10;
        listener.Start();
        _ = AcceptAsync(treat);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public int Connections => Volatile.Read(ref connections);

    async Task AcceptAsync(Func<Line, Task> treat)
    {
        while (!ending.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(ending.Token);
            Interlocked.Increment(ref connections);
            open.Add(socket);
            _ = Task.Run(async () =>
            {
                using (socket)
                    await treat(new(new NetworkStream(socket), ending.Token));
            });
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
        foreach (var socket in open) socket.Dispose();
    }
}

sealed class Line(NetworkStream stream, CancellationToken stop)
{
    const string Greeting = "%1\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n";

    readonly byte[] heard = new byte[64 << 10];

    public CancellationToken Stop => stop;

    public async Task GreetAsync()
    {
        await HearAsync();
        await SayAsync(Greeting);
    }

    public async Task<int> HearAsync() =>
        await stream.ReadAsync(heard, stop) is > 0 and var count ? count : throw new EndOfStreamException();

    public async Task SayAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop);
}
