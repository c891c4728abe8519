using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Feria.Kernel;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Rows of one table in PostgreSQL's binary COPY format, written straight into the bytes that are sent: millions of
/// rows are not boxed value by value.
/// </summary>
/// <param name="table">With its schema.</param>
/// <param name="columns">In the order they are written, separated by a comma and a blank.</param>
sealed class Rows(string table, string columns)
{
    static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    readonly short width = (short)columns.Split(", ").Length;
    byte[] bytes = [.. Header, .. new byte[64 * 1024]];
    int end = Header.Length;

    public int Count { get; private set; }

    public Rows Begin()
    {
        Count++;
        BinaryPrimitives.WriteInt16BigEndian(Room(2), width);
        return this;
    }

    public Rows Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(4), -1);
        return this;
    }

    public Rows Value(Guid id)
    {
        id.TryWriteBytes(Sized(16), bigEndian: true, out _);
        return this;
    }

    public Rows Value(Guid? id) => id is { } given ? Value(given) : Null();

    public Rows Value(string? text)
    {
        if (text is null) return Null();
        Encoding.UTF8.GetBytes(text, Sized(Encoding.UTF8.GetByteCount(text)));
        return this;
    }

    public Rows Value(byte[] value)
    {
        value.CopyTo(Sized(value.Length));
        return this;
    }

    public Rows Value(short number)
    {
        BinaryPrimitives.WriteInt16BigEndian(Sized(2), number);
        return this;
    }

    public Rows Value(int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(Sized(4), number);
        return this;
    }

    public Rows Value(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(Sized(8), number);
        return this;
    }

    public Rows Value(bool flag)
    {
        Sized(1)[0] = flag ? (byte)1 : (byte)0;
        return this;
    }

    /// <summary>An instant, in UTC.</summary>
    public Rows Value(DateTime at) => Value((at.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond);

    public Rows Value(DateTime? at) => at is { } given ? Value(given) : Null();

    public Rows Day(DateTime at) => Value((int)((at.Ticks - Epoch) / TimeSpan.TicksPerDay));

    public Rows Numbers(int[] numbers)
    {
        var room = List(numbers.Length, 23, 8 * numbers.Length);
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(room, 4);
            BinaryPrimitives.WriteInt32BigEndian(room[4..], number);
            room = room[8..];
        }

        return this;
    }

    /// <summary>An array of no texts.</summary>
    public Rows NoTexts()
    {
        List(0, 25, 0);
        return this;
    }

    /// <summary>What an event says, as the log keeps it.</summary>
    public Rows Json(IEvent said)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(said, said.GetType(), Kernel.Json.Options);
        var room = Sized(body.Length + 1);
        room[0] = 1; // jsonb's version
        body.CopyTo(room[1..]);
        return this;
    }

    /// <summary>Sends the rows, if any, and is empty again.</summary>
    public async Task SendAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        if (Count == 0) return;
        BinaryPrimitives.WriteInt16BigEndian(Room(2), -1);
        await using (var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy {table} ({columns}) from stdin (format binary)", stop))
            await copy.WriteAsync(bytes.AsMemory(0, end), stop);
        (end, Count) = (Header.Length, 0);
    }

    // An array of one dimension from 1, or of none; its type by the number pg_type has for it.
    Span<byte> List(int count, int type, int length)
    {
        var room = Sized((count == 0 ? 12 : 20) + length);
        BinaryPrimitives.WriteInt32BigEndian(room, count == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(room[4..], 0);
        BinaryPrimitives.WriteInt32BigEndian(room[8..], type);
        if (count == 0) return [];
        BinaryPrimitives.WriteInt32BigEndian(room[12..], count);
        BinaryPrimitives.WriteInt32BigEndian(room[16..], 1);
        return room[20..];
    }

    Span<byte> Sized(int length)
    {
        var room = Room(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        return room[4..];
    }

    Span<byte> Room(int length)
    {
        if (end + length > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, end + length));
        end += length;
        return bytes.AsSpan(end - length, length);
    }
}
