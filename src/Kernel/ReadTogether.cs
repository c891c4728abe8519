namespace Feria.Kernel;

/// <summary>What many want to see at the same time is read together, in one session. Alone, nobody waits.</summary>
/// <param name="atOnce">How many are read at once at most.</param>
/// <param name="readAsync">Answers all of them, in their order.</param>
public sealed class ReadTogether<TAsked, TAnswer>(
    Database database, int atOnce, Func<Session, IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> readAsync)
{
    readonly Together<TAsked, TAnswer> together = new(
        atOnce, async asked =>
        {
            await using var session = await database.ReadFreshAsync();
            return await readAsync(session, asked);
        }, database.Patience);

    /// <summary>As things are on the primary this instant.</summary>
    /// <exception cref="Overloaded">Too many wait already, or it waited too long.</exception>
    public Task<TAnswer> AskFreshAsync(TAsked asked) => together.AskAsync(asked);

    /// <summary>
    /// As the caller must see it. Where there are several nodes each reads alone, on one that shows what they wrote.
    /// </summary>
    /// <exception cref="Overloaded">Too many wait already, or it waited too long.</exception>
    public async Task<TAnswer> AskAsync(TAsked asked, CancellationToken stop)
    {
        if (!database.Nodes.AreSeveral) return await AskFreshAsync(asked);
        await using var session = await database.ReadAsync(stop);
        return (await readAsync(session, [asked]))[0];
    }
}
