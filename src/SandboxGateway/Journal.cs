using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feria.SandboxGateway;

/// <summary>
/// Everything one decision changed, each thing whole: one line of the journal, so it is there wholly or not at all.
/// </summary>
public sealed record JournalLine
{
    public DateTimeOffset At { get; init; }
    public List<Intent>? Intents { get; set; }
    public List<Refund>? Refunds { get; set; }
    public List<Token>? Tokens { get; set; }
    public List<Answer>? Answers { get; set; }
    public List<Delivery>? Deliveries { get; set; }

    [JsonIgnore]
    public bool IsEmpty => (Intents, Refunds, Tokens, Answers, Deliveries) is (null, null, null, null, null);
}

/// <summary>
/// An append-only file, on the disk before anyone is answered; callers who arrive together share one fsync.
/// </summary>
public sealed class Journal : IDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    readonly Lock gate = new();
    readonly SemaphoreSlim work = new(0);
    readonly FileStream file;
    readonly Thread writer;
    ArrayBufferWriter<byte> waiting = new();
    TaskCompletionSource next = NewBatch();
    Task underWay = Task.CompletedTask;
    bool isClosing;

    public IReadOnlyList<JournalLine> Replayed { get; }

    public Journal(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        Replayed = Replay();
        writer = new Thread(Write) { IsBackground = true, Name = "journal" };
        writer.Start();
    }

    public void Append(JournalLine line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, Json);
        lock (gate)
        {
            waiting.Write(bytes);
            waiting.Write("\n"u8);
        }
        work.Release();
    }

    /// <summary>Done when all that was appended so far would survive a kill or a power cut.</summary>
    public Task Flushed()
    {
        lock (gate) return waiting.WrittenCount > 0 ? next.Task : underWay;
    }

    void Write()
    {
        while (true)
        {
            work.Wait();
            ArrayBufferWriter<byte> batch;
            TaskCompletionSource done;
            lock (gate)
            {
                if (waiting.WrittenCount == 0)
                {
                    if (isClosing) return;
                    continue;
                }
                (batch, waiting) = (waiting, new ArrayBufferWriter<byte>());
                (done, next) = (next, NewBatch());
                underWay = done.Task;
            }
            try
            {
                file.Write(batch.WrittenSpan);
                file.Flush(flushToDisk: true);
                done.SetResult();
            }
            catch (IOException failure)
            {
                // A journal that can no longer be written must not take another charge.
                Environment.FailFast($"The journal cannot be written: {failure.Message}");
            }
        }
    }

    List<JournalLine> Replay()
    {
        var lines = new List<JournalLine>();
        using var reader = new StreamReader(file, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        long whole = 0;
        while (reader.ReadLine() is { } text)
        {
            var bytes = Encoding.UTF8.GetByteCount(text) + 1;
            // Killed in the middle of a write: that line was never answered to anyone.
            if (whole + bytes > file.Length) break;
            try
            {
                lines.Add(JsonSerializer.Deserialize<JournalLine>(text, Json)!);
            }
            catch (JsonException)
            {
                throw new SettingsException($"Line {lines.Count + 1} of the journal {file.Name} cannot be read.");
            }
            whole += bytes;
        }
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        return lines;
    }

    static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        lock (gate) isClosing = true;
        work.Release();
        writer.Join();
        file.Dispose();
    }
}
