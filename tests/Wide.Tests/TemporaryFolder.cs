namespace Feria.Wide.Tests;

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
