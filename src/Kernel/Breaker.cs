namespace Feria.Kernel;

/// <summary>
/// Spares callers the wait for somebody who does not answer: after some failures in a row nobody asks for a while,
/// then one does, and by their luck all others may again or wait on.
/// </summary>
public sealed class Breaker(TimeProvider clock, int most = 5, TimeSpan? rest = null)
{
    readonly TimeSpan rest = rest ?? TimeSpan.FromSeconds(1);
    readonly Lock gate = new();
    int failures;
    long openedAt;
    bool isProbing;

    public bool MayCall()
    {
        if (Volatile.Read(ref failures) < most) return true;
        lock (gate)
        {
            if (failures < most) return true;
            if (isProbing || clock.GetElapsedTime(openedAt) < rest) return false;
            return isProbing = true;
        }
    }

    public void Worked()
    {
        if (Volatile.Read(ref failures) == 0) return;
        lock (gate) (failures, isProbing) = (0, false);
    }

    public void Failed()
    {
        lock (gate)
        {
            failures++;
            // Calls begun before it opened fail after; they must not keep it open.
            if (failures == most || isProbing) openedAt = clock.GetTimestamp();
            isProbing = false;
        }
    }

    /// <summary>A call was given up by who made it, which says nothing of who was asked.</summary>
    public void Left()
    {
        lock (gate) isProbing = false;
    }
}
