namespace Feria.Launch;

/// <summary>
/// A lock file many processes hold while they use something. The last to leave can tell, and the kernel lets go
/// of it when a process dies, however it dies.
/// </summary>
public sealed class SharedUse : IDisposable
{
    readonly FileStream held;

    SharedUse(FileStream held) => this.held = held;

    public static Task<SharedUse> EnterAsync(string path, TimeSpan patience) =>
        WaitAsync(path, FileShare.Read, patience);

    public static Task<SharedUse> AloneAsync(string path, TimeSpan patience) =>
        WaitAsync(path, FileShare.None, patience);

    /// <summary>The lock to oneself, or null when anyone else holds it.</summary>
    public static SharedUse? TryAlone(string path) => TryOpen(path, FileShare.None);

    static async Task<SharedUse> WaitAsync(string path, FileShare share, TimeSpan patience)
    {
        for (var until = DateTimeOffset.UtcNow + patience; ; await Task.Delay(50))
        {
            if (TryOpen(path, share) is { } use) return use;
            if (DateTimeOffset.UtcNow > until)
                throw new CannotLaunch($"Another feria process was busy for {patience.TotalSeconds:0} s ({path}).");
        }
    }

    static SharedUse? TryOpen(string path, FileShare share)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share));
        }
        catch (UnauthorizedAccessException)
        {
            throw new CannotLaunch($"{path} belongs to another user. Feria was started here before as someone else: "
                + "start it as that user again, or remove the .feria folder.");
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public void Dispose() => held.Dispose();
}
