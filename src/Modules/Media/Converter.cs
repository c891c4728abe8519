using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Media;

/// <summary>
/// Draws a picture anew in the sizes pages show, in a child process with a bounded life: whatever a hostile file does
/// to the decoder, it does it there. What it read comes back as pixels alone.
/// </summary>
public sealed class Converter
{
    // Memory in KiB, processor seconds, and blocks of 512 bytes that a file may have.
    const string Bounds = "ulimit -v 3145728; ulimit -t 60; ulimit -f 65536; ";

    // By width alone, never larger than it is; turned as its camera was held; in the colours of screens.
    const string Draw = """
        for width in 320 640 1280 1920; do
          vipsthumbnail sent --size "${width}x>" --eprofile srgb -o "$width.webp[Q=80,strip]" || exit 1
        done
        vipsthumbnail sent --size "9x8!" --eprofile srgb -o look.ppm || exit 1
        """;

    const int AtOnce = 2, MostWaiting = 32;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly SemaphoreSlim free = new(AtOnce);
    int asked;

    /// <summary>Whether pictures can be taken here: libvips-tools is installed.</summary>
    public static bool IsHere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "vipsthumbnail")));

    /// <param name="Sizes">By their width, of which the largest is the whole.</param>
    /// <param name="Look">How it looks, for finding those that look alike.</param>
    public sealed record Drawn(IReadOnlyDictionary<int, byte[]> Sizes, long Look);

    /// <summary>What is drawn of it; null where nobody can read it.</summary>
    /// <exception cref="Overloaded">So many wait that it would take too long.</exception>
    public async Task<Drawn?> DrawAsync(byte[] sent, CancellationToken stop)
    {
        if (Interlocked.Increment(ref asked) > AtOnce + MostWaiting)
        {
            Interlocked.Decrement(ref asked);
            throw new Overloaded();
        }

        try
        {
            await free.WaitAsync(stop);
            try
            {
                return await DrawOneAsync(sent, stop);
            }
            finally
            {
                free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref asked);
        }
    }

    static async Task<Drawn?> DrawOneAsync(byte[] sent, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("feria-picture-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "sent"), sent, stop);
            if (!await RunAsync(folder.FullName, stop)) return null;
            var drawn = new Dictionary<int, byte[]>();
            foreach (var width in PicturePath.Widths.Append(PicturePath.Widest))
            {
                var file = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, $"{width}.webp"), stop);
                var alone = WebpChunks.PictureAlone(file);
                // Of a picture that is not so wide, several are the same.
                drawn[PictureHeader.Read(alone)!.Width] = alone;
            }

            return new(drawn, Look.Of(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "look.ppm"), stop)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<bool> RunAsync(string folder, CancellationToken stop)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Bounds + Draw])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["TMPDIR"] = folder;
        // Kinds whose readers were not made for hostile files are not read at all.
        start.Environment["VIPS_BLOCK_UNTRUSTED"] = "1";
        start.Environment["VIPS_CONCURRENCY"] = "1";
        using var child = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            await Task.WhenAll(
                child.StandardError.BaseStream.CopyToAsync(Stream.Null, patience.Token),
                child.StandardOutput.BaseStream.CopyToAsync(Stream.Null, patience.Token),
                child.WaitForExitAsync(patience.Token));
            return child.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (!child.HasExited) child.Kill(entireProcessTree: true);
        }
    }
}
