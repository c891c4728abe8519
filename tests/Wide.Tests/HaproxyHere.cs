namespace Feria.Wide.Tests;

static class HaproxyHere
{
    /// <summary>HAProxy's program; a test without one is skipped and says so.</summary>
    public static string Program()
    {
        var found = Outside.Find("haproxy");
        if (found is null) Assert.Skip("HAProxy is not installed: sudo apt-get install haproxy");
        return found;
    }
}

/// <summary>A checkout in a folder of its own, with the launcher's folders in it.</summary>
sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("feria-wide-").FullName;
        Checkout = Checkout.At(Path);
        Checkout.Prepare();
    }

    public string Path { get; }
    public Checkout Checkout { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
