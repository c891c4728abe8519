using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Feria.Testing;

/// <summary>
/// Stands between the application and something it depends on, and misbehaves as told. Disposed, it leaves neither
/// connections nor tasks.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    const int Piece = 16 * 1024;

    readonly EndPoint server;
    readonly Lock gate = new();
    readonly HashSet<Link> links = [];
    readonly CancellationTokenSource stopped = new();
    readonly Task accepting;
    TcpListener? listener;
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Fault fault = Fault.None;
    long accepted, refused, reset, toServer, toClient;

    FaultProxy(EndPoint server)
    {
        this.server = server;
        listener = Listen(0);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1, as long as it lives.</summary>
    public int Port { get; }

    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Met with a reset where they were taken; those refused while it is cut leave no trace.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Open connections that were reset.</summary>
    public long Reset => Interlocked.Read(ref reset);

    public long BytesToServer => Interlocked.Read(ref toServer);

    public long BytesToClient => Interlocked.Read(ref toClient);

    public int Open
    {
        get
        {
            lock (gate) return links.Count;
        }
    }

    public static FaultProxy To(string host, int port) => new(new DnsEndPoint(host, port));

    public static FaultProxy ToSocket(string path) => new(new UnixDomainSocketEndPoint(path));

    /// <summary>From now on; what is held back or waits is treated by the new fault at once.</summary>
    public void Set(Fault now)
    {
        List<Link> cut;
        lock (gate)
        {
            fault = now;
            if (now is Fault.Cutting)
            {
                listener?.Dispose();
                listener = null;
                cut = [.. links];
            }
            else
            {
                if (!stopped.IsCancellationRequested) listener ??= Listen(Port);
                cut = [];
            }

            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        foreach (var link in cut) Abort(link);
    }

    public async ValueTask DisposeAsync()
    {
        if (stopped.IsCancellationRequested) return;
        await stopped.CancelAsync();
        Set(Fault.Cut);
        await accepting;
        List<Link> left;
        lock (gate) left = [.. links];
        foreach (var link in left) link.Abort();
        await Task.WhenAll(left.Select(link => link.Done));
        stopped.Dispose();
    }

    // A port that was just given up is taken again.
    static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start(1_024);
        return listener;
    }

    (Fault Fault, TcpListener? Listener, Task Changed) Now()
    {
        lock (gate) return (fault, listener, changed.Task);
    }

    async Task AcceptAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            var (_, open, change) = Now();
            if (open is null)
            {
                await Task.WhenAny(change, Task.Delay(Timeout.Infinite, stopped.Token));
                continue;
            }

            try
            {
                var client = await open.AcceptSocketAsync(stopped.Token);
                Interlocked.Increment(ref accepted);
                var link = new Link(client, server);
                lock (gate) links.Add(link);
                link.Done = ServeAsync(link);
            }
            catch (Exception closed) when (IsBroken(closed) || closed is InvalidOperationException)
            {
                // Cut or disposed while it waited.
            }
        }
    }

    async Task ServeAsync(Link link)
    {
        await Task.Yield();
        try
        {
            if (Now().Fault is Fault.Failing failing && failing.Strikes(failing.OfNew))
            {
                Interlocked.Increment(ref refused);
                link.Abort();
                return;
            }

            await link.Server.ConnectAsync(server, link.Stop);
            var there = PumpAsync(link, link.Client, link.Server, Way.ToServer);
            var back = PumpAsync(link, link.Server, link.Client, Way.ToClient);
            await Task.WhenAll(there, back);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            link.Abort();
        }
        finally
        {
            lock (gate) links.Remove(link);
            link.Dispose();
        }
    }

    // Read ahead of what is sent, so that a delay makes all late and not slow.
    async Task PumpAsync(Link link, Socket from, Socket to, Way way)
    {
        var ahead = Channel.CreateBounded<(byte[] Bytes, long At)>(64);
        var sending = SendAsync(link, ahead.Reader, to, way);
        try
        {
            var buffer = new byte[Piece];
            int count;
            do
            {
                count = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, link.Stop);
                await ahead.Writer.WriteAsync((buffer[..count], Stopwatch.GetTimestamp()), link.Stop);
            }
            while (count > 0);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            link.Abort();
        }

        ahead.Writer.Complete();
        await sending;
    }

    async Task SendAsync(Link link, ChannelReader<(byte[] Bytes, long At)> ahead, Socket to, Way way)
    {
        try
        {
            await foreach (var (bytes, at) in ahead.ReadAllAsync(link.Stop))
            {
                if (bytes.Length == 0) await EndAsync(link, to, way, at);
                for (var sent = 0; sent < bytes.Length;)
                {
                    var count = await AllowAsync(link, way, at, bytes.Length - sent);
                    if (count == 0) return;
                    var part = bytes.AsMemory(sent, count);
                    while (part.Length > 0) part = part[await to.SendAsync(part, SocketFlags.None, link.Stop)..];
                    sent += count;
                    if (way == Way.ToServer) Interlocked.Add(ref toServer, count);
                    else Interlocked.Add(ref toClient, count);
                }
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            link.Abort();
        }
    }

    async Task EndAsync(Link link, Socket to, Way way, long at)
    {
        if (await AllowAsync(link, way, at, 1) > 0) to.Shutdown(SocketShutdown.Send);
    }

    // Waits as the fault wants it, anew when another is set, and tells how many bytes may pass; 0 where the connection
    // is not to live.
    async Task<int> AllowAsync(Link link, Way way, long at, int count)
    {
        while (true)
        {
            var (now, _, change) = Now();
            if (now is Fault.Failing failing && failing.Strikes(failing.OfPieces))
            {
                Abort(link);
                return 0;
            }

            var slice = now is Fault.Slowing slow ? Math.Clamp(slow.BytesPerSecond / 20, 1, count) : count;
            var wait = now switch
            {
                Fault.Holding holding when holding.Ways.HasFlag(way) => TimeSpan.MaxValue,
                Fault.Delaying delaying when delaying.Ways.HasFlag(way) => delaying.Time
                    + delaying.Jitter * (Random.Shared.NextDouble() * 2 - 1) - Stopwatch.GetElapsedTime(at),
                Fault.Slowing slowing when slowing.Ways.HasFlag(way) =>
                    TimeSpan.FromSeconds((double)slice / slowing.BytesPerSecond),
                _ => TimeSpan.Zero,
            };
            if (wait <= TimeSpan.Zero) return slice;
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(link.Stop);
            var pause = Task.Delay(wait == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : wait, timer.Token);
            var first = await Task.WhenAny(pause, change);
            await timer.CancelAsync();
            link.Stop.ThrowIfCancellationRequested();
            if (first == pause) return slice;
        }
    }

    static bool IsBroken(Exception fault) => fault is SocketException or OperationCanceledException
        or ObjectDisposedException or ChannelClosedException;

    void Abort(Link link)
    {
        Interlocked.Increment(ref reset);
        link.Abort();
    }

    sealed class Link(Socket client, EndPoint server) : IDisposable
    {
        readonly CancellationTokenSource ended = new();

        public Socket Client { get; } = client;

        public Socket Server { get; } = server is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp);

        public Task Done { get; set; } = Task.CompletedTask;

        public CancellationToken Stop => ended.Token;

        /// <summary>Both ends hear a reset, not a polite end.</summary>
        public void Abort()
        {
            try
            {
                ended.Cancel();
                Client.Close(0);
                Server.Close(0);
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself.
            }
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
            ended.Dispose();
        }
    }
}
