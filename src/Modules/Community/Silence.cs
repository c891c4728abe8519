using Feria.Contracts;

namespace Feria.Community;

/// <summary>Who was struck too often writes nothing for a while that others read.</summary>
public sealed class Silence(IStandings standings)
{
    /// <summary>Why a person may not write now; a guest has no strikes.</summary>
    public async Task<Refusal?> RefuseAsync(Session session, Guid? account) =>
        account is { } person && await standings.SilencedUntilAsync(session, person) is { } until
            ? Refusals.Silenced.With("until", until)
            : null;
}
