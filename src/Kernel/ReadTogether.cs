namespace Feria.Kernel;

/// <summary>
/// What many want to see at the same time is read together, in one session. Alone, nobody waits. Where there are
/// several nodes each reads alone, on one that shows what they wrote.
/// </summary>
/// <param name="atOnce">How many are read at once at most.</param>
/// <param name="readAsync">Answers all of them, in their order.</param>
public sealed class ReadTogether<TAsked, TAnswer>(
    Database database, int atOnce, Func<Session, IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> readAsync)
{
    readonly Together<TAsked, TAnswer> together = new(
        atOnce, async asked =>
        {
            await using var session = await database.ReadAsync();
            return await readAsync(session, asked);
        }, database.Patience);

    /// <exception cref="Overloaded">Too many wait already, or it waited too long.</exception>
    public async Task<TAnswer> AskAsync(TAsked asked, CancellationToken stop)
    {
        if (!database.Nodes.AreSeveral) return await together.AskAsync(asked);
        await using var session = await database.ReadAsync(stop);
        return (await readAsync(session, [asked]))[0];
    }
}
