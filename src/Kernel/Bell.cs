namespace Feria.Kernel;

/// <summary>
/// Wakes everyone who waits, at once; a ring with nobody waiting is kept for nobody (readers also poll).
/// </summary>
public sealed class Bell
{
    TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Ring() =>
        Interlocked.Exchange(ref rung, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Completes at the next ring; take it before looking for work, so that no ring falls between.</summary>
    public Task Next => rung.Task;
}
