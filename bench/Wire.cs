using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Feria.Bench;

/// <summary>
/// One kept connection that sends ready bytes and reads answers: a client so cheap that it leaves the processors to
/// the server it measures.
/// </summary>
sealed class Wire : IDisposable
{
    static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    static readonly byte[] Length = "\r\nContent-Length: "u8.ToArray();
    static readonly byte[] Chunked = "\r\nTransfer-Encoding: chunked"u8.ToArray();
    static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    readonly Socket socket;
    byte[] buffer = new byte[64 * 1024];

    Wire(Socket socket) => this.socket = socket;

    public static async Task<Wire> OpenAsync(Uri server, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(server.Host), server.Port), stop);
        return new(socket);
    }

    public static byte[] Request(string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: bench\r\n");
        foreach (var (name, value) in headers) head.Append($"{name}: {value}\r\n");
        if (body is not null)
            head.Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return Encoding.UTF8.GetBytes($"{head}\r\n{body}");
    }

    /// <summary>Sends a request and gives its answer's status; the answer itself is <see cref="Last"/>.</summary>
    public async ValueTask<int> AskAsync(byte[] request, CancellationToken stop)
    {
        await socket.SendAsync(request, SocketFlags.None, stop);
        var (have, whole) = (0, -1);
        while (whole < 0 || have < whole)
        {
            if (have == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, stop);
            if (read == 0) throw new IOException("The server hung up.");
            have += read;
            if (whole < 0) whole = Whole(buffer.AsSpan(0, have));
        }

        Last = buffer.AsMemory(0, whole);
        return LastStatus = int.Parse(Encoding.ASCII.GetString(buffer, 9, 3));
    }

    /// <summary>Head and body of the last answer, until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Last { get; private set; }

    public int LastStatus { get; private set; }

    /// <summary>The same as text.</summary>
    public string LastText => Encoding.UTF8.GetString(Last.Span);

    public void Dispose() => socket.Dispose();

    // How many bytes the answer has; less than nothing where that is not to be known yet.
    static int Whole(ReadOnlySpan<byte> have)
    {
        var head = have.IndexOf(EndOfHead);
        if (head < 0) return -1;
        var length = have[..head].IndexOf(Length);
        if (length >= 0)
        {
            var digits = have[(length + Length.Length)..head];
            var end = digits.IndexOf((byte)'\r');
            return head + 4 + int.Parse(end < 0 ? digits : digits[..end]);
        }

        if (have[..head].IndexOf(Chunked) < 0) return head + 4;
        return have.EndsWith(EndOfChunks) ? have.Length : -1;
    }
}
