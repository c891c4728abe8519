using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Feria.Resiliency.Tests;

/// <summary>The proxy does what it is told, or no resiliency test could be believed.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    readonly TcpListener echo = new(IPAddress.Loopback, 0);
    FaultProxy proxy = null!;

    public ValueTask InitializeAsync()
    {
        echo.Start();
        _ = AnswerAsync();
        proxy = FaultProxy.To("127.0.0.1", ((IPEndPoint)echo.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        echo.Dispose();
    }

    [Fact]
    public async Task What_goes_in_comes_out_and_is_counted()
    {
        using var client = await OpenAsync();
        var sent = RandomBytes(300_000);
        Assert.Equal(sent, await EchoAsync(client, sent));
        Assert.Equal((1, 1), (proxy.Accepted, proxy.Open));
        Assert.Equal((300_000L, 300_000L), (proxy.BytesToServer, proxy.BytesToClient));

        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
        await UntilAsync(() => proxy.Open == 0);
    }

    [Fact]
    public async Task A_delay_makes_all_late_and_not_slow()
    {
        using var client = await OpenAsync();
        proxy.Set(Fault.Delay(TimeSpan.FromMilliseconds(300), ways: Way.ToClient));
        var sent = RandomBytes(300_000);
        var watch = Stopwatch.StartNew();
        Assert.Equal(sent, await EchoAsync(client, sent));
        Assert.InRange(watch.ElapsedMilliseconds, 290, 2_500);
    }

    [Fact]
    public async Task A_slow_line_passes_so_many_bytes_a_second()
    {
        using var client = await OpenAsync();
        proxy.Set(Fault.Slow(20_000, Way.ToServer));
        var watch = Stopwatch.StartNew();
        await EchoAsync(client, RandomBytes(10_000));
        Assert.InRange(watch.ElapsedMilliseconds, 450, 4_000);
    }

    [Fact]
    public async Task Cut_open_connections_are_reset_and_new_ones_refused_until_it_is_healed()
    {
        using var client = await OpenAsync();
        await EchoAsync(client, [1]);

        proxy.Set(Fault.Cut);
        var broken = await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, broken.SocketErrorCode);
        var refused = await Assert.ThrowsAsync<SocketException>(OpenAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        // The client may hear of it before the proxy has put the connection away.
        await UntilAsync(() => proxy.Open == 0);
        Assert.Equal((1, 0), (proxy.Reset, proxy.Open));

        proxy.Set(Fault.None);
        using var again = await OpenAsync();
        Assert.Equal([2], await EchoAsync(again, [2]));
    }

    [Theory]
    [InlineData(Way.ToServer, 0)]
    [InlineData(Way.ToClient, 1)]
    public async Task Half_open_takes_connections_and_passes_nothing_one_way(Way way, int heard)
    {
        using var before = await OpenAsync();
        proxy.Set(Fault.HalfOpen(way));
        using var after = await OpenAsync();
        await before.SendAsync(new byte[] { 7 });
        await after.SendAsync(new byte[] { 8 });
        if (heard > 0) await UntilAsync(() => proxy.BytesToServer == 2);
        Assert.False(before.Poll(200_000, SelectMode.SelectRead));
        Assert.False(after.Poll(100_000, SelectMode.SelectRead));
        Assert.Equal((2 * heard, 0L), (proxy.BytesToServer, proxy.BytesToClient));

        proxy.Set(Fault.None);
        Assert.Equal([7], await ReceiveAsync(before, 1));
        Assert.Equal([8], await ReceiveAsync(after, 1));
    }

    [Fact]
    public async Task A_share_of_connections_fails_the_same_ones_for_the_same_seed()
    {
        async Task<string> RoundAsync()
        {
            proxy.Set(Fault.Errors(ofNew: .3, seed: 5));
            var outcome = "";
            for (var i = 0; i < 40; i++)
            {
                try
                {
                    using var client = await OpenAsync();
                    await EchoAsync(client, [1]);
                    outcome += '.';
                }
                catch (SocketException)
                {
                    outcome += 'x';
                }
            }

            return outcome;
        }

        var first = await RoundAsync();
        Assert.Equal(first, await RoundAsync());
        Assert.InRange(first.Count(one => one == 'x'), 5, 20);
        Assert.Equal(2 * first.Count(one => one == 'x'), proxy.Refused);
    }

    [Fact]
    public async Task A_share_of_pieces_resets_their_connection()
    {
        using var client = await OpenAsync();
        await EchoAsync(client, [1]);
        proxy.Set(Fault.Errors(ofNew: 0, ofPieces: 1));
        await Assert.ThrowsAsync<SocketException>(() => EchoAsync(client, [2]));
        Assert.Equal(1, proxy.Reset);
    }

    [Fact]
    public async Task Disposed_it_leaves_nothing()
    {
        using var client = await OpenAsync();
        await EchoAsync(client, [1]);
        proxy.Set(Fault.HalfOpen());
        await client.SendAsync(new byte[] { 1 });
        await proxy.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, proxy.Open);
        await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
        await Assert.ThrowsAsync<SocketException>(OpenAsync);
    }

    async Task<Socket> OpenAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    static async Task<byte[]> EchoAsync(Socket client, byte[] bytes)
    {
        var receiving = ReceiveAsync(client, bytes.Length);
        for (var sent = 0; sent < bytes.Length;) sent += await client.SendAsync(bytes.AsMemory(sent));
        return await receiving.WaitAsync(TimeSpan.FromSeconds(30));
    }

    static async Task<byte[]> ReceiveAsync(Socket client, int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var more = await client.ReceiveAsync(bytes.AsMemory(got));
            if (more == 0) throw new SocketException((int)SocketError.ConnectionReset);
            got += more;
        }

        return bytes;
    }

    static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    static async Task UntilAsync(Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(10))
            if (isSo()) return;
        Assert.Fail("It did not come to that.");
    }

    async Task AnswerAsync()
    {
        try
        {
            while (true) _ = EchoBackAsync(await echo.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    static async Task EchoBackAsync(Socket socket)
    {
        using var mine = socket;
        var buffer = new byte[8_192];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer)) > 0)
                for (var sent = 0; sent < count;) sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent));
        }
        catch (SocketException)
        {
            // Reset, as some tests want it.
        }
    }
}
