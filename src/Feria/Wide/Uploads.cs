using System.Diagnostics.Metrics;

namespace Feria.Wide;

/// <summary>
/// Bounds the bytes of bodies that are being received at once: a body whose length is not said counts as the largest.
/// </summary>
sealed class Uploads(long most)
{
    static readonly Meter Meter = new("Feria");
    static readonly UpDownCounter<long> Bytes = Meter.CreateUpDownCounter<long>(
        "feria.uploads", "By", "Bytes of bodies that are being received, by what they said of their length.");

    long taken;

    /// <summary>False where there is no room; else <see cref="GiveBack"/> is called once.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) > most)
        {
            Interlocked.Add(ref taken, -bytes);
            return false;
        }

        Bytes.Add(bytes);
        return true;
    }

    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref taken, -bytes);
        Bytes.Add(-bytes);
    }
}

static class UploadServices
{
    /// <summary>Bytes of all bodies together.</summary>
    public const long Most = 256L << 20;

    public static void UseUploads(this WebApplication app)
    {
        var uploads = new Uploads(Most);
        app.Use(async (context, next) =>
        {
            var bytes = Math.Min(
                Marketplace.LargestUpload,
                context.Request.ContentLength
                ?? (context.Request.Headers.TransferEncoding.Count > 0 ? Marketplace.LargestBody : 0));
            if (bytes == 0)
            {
                await next(context);
                return;
            }

            if (!uploads.TryTake(bytes))
            {
                await KernelRefusals.Overloaded.AsProblem().ExecuteAsync(context);
                return;
            }

            try
            {
                await next(context);
            }
            finally
            {
                uploads.GiveBack(bytes);
            }
        });
    }
}
