namespace Feria.Kernel;

/// <summary>
/// Wakes everyone who waits, at once; a ring with nobody waiting is kept for nobody (readers also poll).
/// </summary>
public sealed class Bell
{
    TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource rungHere = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something was committed by this process: others are to be woken as well.</summary>
    public void Ring()
    {
        Wake();
        Complete(ref rungHere);
    }

    /// <summary>Something was committed elsewhere.</summary>
    public void Wake() => Complete(ref rung);

    /// <summary>Completes at the next ring; take it before looking for work, so that no ring falls between.</summary>
    public Task Next => rung.Task;

    /// <summary>Completes at the next ring by this process.</summary>
    public Task NextHere => rungHere.Task;

    static void Complete(ref TaskCompletionSource bell) =>
        Interlocked.Exchange(ref bell, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
