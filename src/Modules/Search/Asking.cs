namespace Feria.Search;

/// <summary>A session for what memory does not hold; opened where it is needed, which is seldom.</summary>
sealed class Asking : IAsyncDisposable
{
    readonly Database? database;
    readonly CancellationToken stop;
    Session? session;

    public Asking(Database database, CancellationToken stop) => (this.database, this.stop) = (database, stop);

    /// <summary>One that is open already, and stays so.</summary>
    public Asking(Session session) => this.session = session;

    public async ValueTask<Session> SessionAsync() => session ??= await database!.ReadAsync(stop);

    public ValueTask DisposeAsync() =>
        database is not null && session is not null ? session.DisposeAsync() : ValueTask.CompletedTask;
}
