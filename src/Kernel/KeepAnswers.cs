using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>
/// Keeps the answers to calls that have their keys and whose work is done: those that come at the same time, together.
/// </summary>
public sealed class KeepAnswers
{
    const int AtOnce = 64;

    readonly Together<(IdempotentCall Call, KeptAnswer Answer), bool> together;

    public KeepAnswers(Database database) => together = new(AtOnce, async answered =>
    {
        await using var tx = await database.WriteAsync();
        var areKept = await IdempotentCall.KeepAsync(tx, answered);
        if (areKept.Any(isKept => isKept)) await tx.CommitAsync();
        return areKept;
    });

    /// <summary>Whoever comes with the same key from now on gets this very answer.</summary>
    public async Task KeepAsync(IdempotentCall call, IResult answer)
    {
        var rendered = await call.RenderAsync(answer);
        if (rendered.IsKept && !await together.AskAsync((call, rendered))) throw new IdempotentCall.LeaseLost();
    }
}
