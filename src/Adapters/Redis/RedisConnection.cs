using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Feria.Adapters.Redis;

/// <summary>
/// One socket's life. Commands go out in the order they came, many in one send; answers come in the same order, so a
/// queue tells whose each is. Whatever goes wrong ends it, and all who wait are told.
/// </summary>
sealed class RedisConnection : IAsyncDisposable
{
    public const int MostPending = 16_384;
    public const long MostPendingBytes = 64 << 20;
    const int SendBytes = 64 << 10;
    const int KeptBufferBytes = 4 << 20;

    readonly Stream stream;
    readonly RedisPatience patience;
    readonly RespParser parser = new(new());
    readonly Channel<RedisCall> waiting = Channel.CreateBounded<RedisCall>(
        new BoundedChannelOptions(MostPending) { SingleReader = true });
    readonly ConcurrentQueue<RedisCall> sent = new();
    readonly CancellationTokenSource ending = new();
    readonly TaskCompletionSource<Exception> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task life;
    int pending;
    long pendingBytes;
    long heardAt = Stopwatch.GetTimestamp();
    long sendingAt;

    public RedisConnection(Stream stream, RedisPatience patience)
    {
        (this.stream, this.patience) = (stream, patience);
        life = LiveAsync();
    }

    /// <summary>Completes with the reason when the connection is over.</summary>
    public Task<Exception> Broken => broken.Task;

    /// <summary>
    /// Sends a command and waits for its answer, be it an error. Throws <see cref="RedisAwayException"/> when none
    /// came; the command may have been carried out all the same, and is never sent again from here.
    /// </summary>
    public async Task<Resp> CallAsync(ReadOnlyMemory<byte>[] words, TimeSpan limit)
    {
        var call = new RedisCall(words);
        var fits = Interlocked.Increment(ref pending) <= MostPending
            & Interlocked.Add(ref pendingBytes, call.Bytes) <= MostPendingBytes;
        if (!fits || !waiting.Writer.TryWrite(call))
        {
            Forget(call);
            throw new RedisAwayException(fits ? "cut off" : "too much waits");
        }

        try
        {
            return await call.Task.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            call.GiveUp();
            throw new RedisAwayException("too slow");
        }
    }

    /// <summary>Ends the connection; those who wait are told.</summary>
    public void Break(Exception reason)
    {
        if (broken.TrySetResult(reason)) ending.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Break(new ObjectDisposedException(nameof(RedisConnection)));
        await life;
    }

    async Task LiveAsync()
    {
        var loops = Task.WhenAll(
            Task.Run(() => UntilBrokenAsync(SendAsync)),
            Task.Run(() => UntilBrokenAsync(HearAsync)),
            Task.Run(() => UntilBrokenAsync(WatchAsync)));
        var reason = await broken.Task;
        // First, because a send that is stuck ends only with its stream.
        await UntilBrokenAsync(async _ => await stream.DisposeAsync());
        await loops;

        waiting.Writer.Complete();
        while (sent.TryDequeue(out var call) || waiting.Reader.TryRead(out call))
            call.TrySetException(new RedisAwayException("cut off", reason));
    }

    async Task UntilBrokenAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(ending.Token);
        }
        catch (Exception fault) // whatever it was, the stream is of no more use
        {
            Break(fault);
        }
    }

    async Task SendAsync(CancellationToken stop)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * SendBytes);
        var batch = new List<RedisCall>();
        while (await waiting.Reader.WaitToReadAsync(stop))
        {
            while (buffer.WrittenCount < SendBytes && waiting.Reader.TryRead(out var call))
            {
                // Given up before it left: the server need not be troubled.
                if (call.Task.IsCompleted)
                {
                    Forget(call);
                    continue;
                }

                batch.Add(call);
                call.Write(buffer);
                Volatile.Write(ref sendingAt, Stopwatch.GetTimestamp());
                // Already now, because the answer may be here before the send is known to be over.
                sent.Enqueue(call);
            }

            for (var rest = buffer.WrittenMemory; rest.Length > 0; rest = rest[Math.Min(SendBytes, rest.Length)..])
            {
                await stream.WriteAsync(rest[..Math.Min(SendBytes, rest.Length)], stop);
                Volatile.Write(ref sendingAt, Stopwatch.GetTimestamp());
            }

            var now = Stopwatch.GetTimestamp();
            foreach (var call in batch) call.SentAt = now;
            batch.Clear();
            if (buffer.Capacity > KeptBufferBytes) buffer = new(2 * SendBytes);
            else buffer.ResetWrittenCount();
        }
    }

    async Task HearAsync(CancellationToken stop)
    {
        var reader = PipeReader.Create(stream, new(bufferSize: SendBytes, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(stop);
                Volatile.Write(ref heardAt, Stopwatch.GetTimestamp());
                var buffer = read.Buffer;
                while (parser.TryRead(ref buffer, out var answer)) Deliver(answer);
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) throw new EndOfStreamException("Redis closed the connection.");
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    void Deliver(Resp answer)
    {
        // Said without being asked: news of a kind we never subscribed to.
        if (answer is Resp.Many { Shape: RespShape.Push }) return;
        if (!sent.TryDequeue(out var call)) throw new RespException("An answer came that nobody asked for.");
        Forget(call);
        call.TrySetResult(answer);
    }

    // Finds a server that is there but does not answer, and a connection that died without a word.
    async Task WatchAsync(CancellationToken stop)
    {
        using var look = new PeriodicTimer(patience.Silence / 4);
        while (await look.WaitForNextTickAsync(stop))
        {
            var heard = Volatile.Read(ref heardAt);
            if (sent.TryPeek(out var oldest))
            {
                // What is large takes its time to send; as long as it moves, the other side lives.
                var asked = oldest.SentAt is > 0 and var at ? at : Volatile.Read(ref sendingAt);
                if (Stopwatch.GetElapsedTime(Math.Max(heard, asked)) > patience.Silence)
                    throw new TimeoutException("Redis went silent.");
            }
            else if (Stopwatch.GetElapsedTime(heard) > patience.Idle)
                waiting.Writer.TryWrite(Ping());
        }
    }

    RedisCall Ping()
    {
        var ping = new RedisCall(RedisCall.Words("PING"));
        Interlocked.Increment(ref pending);
        Interlocked.Add(ref pendingBytes, ping.Bytes);
        return ping;
    }

    void Forget(RedisCall call)
    {
        Interlocked.Decrement(ref pending);
        Interlocked.Add(ref pendingBytes, -call.Bytes);
    }
}
