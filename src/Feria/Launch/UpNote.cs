using System.Text.Json;

namespace Feria.Launch;

/// <summary>What a running <c>up</c> leaves for other commands to read: who it is and where it serves.</summary>
sealed record UpNote(int Process, string Address)
{
    public static void Write(Checkout checkout, string address)
    {
        var draft = checkout.UpNote + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new UpNote(Environment.ProcessId, address)));
        File.Move(draft, checkout.UpNote, overwrite: true);
    }

    /// <summary>The running <c>up</c> of this checkout. The lock tells: a note may be left by a killed one.</summary>
    public static async Task<UpNote?> ReadAsync(Checkout checkout)
    {
        if (!Directory.Exists(checkout.State) || IsFree(checkout)) return null;
        // Held and no note yet: it is still starting.
        for (var patience = 600; patience > 0; patience--)
        {
            if (File.Exists(checkout.UpNote)
                && JsonSerializer.Deserialize<UpNote>(await File.ReadAllTextAsync(checkout.UpNote)) is { } note
                && Directory.Exists($"/proc/{note.Process}"))
                return note;
            if (IsFree(checkout)) return null;
            await Task.Delay(100);
        }

        throw new CannotLaunch("Another ./feria up has been starting for a minute.");
    }

    static bool IsFree(Checkout checkout)
    {
        using var free = SharedUse.TryAlone(checkout.UpLock);
        return free is not null;
    }
}
