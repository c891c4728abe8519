using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Search;

/// <summary>
/// What people say about searches as this process knows it. A look at it costs nothing; what is heard makes it look
/// again, and what was known serves until then.
/// </summary>
public sealed class RuleBook : BackgroundService
{
    // What is heard makes it look; this only bounds what was not.
    static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);
    static readonly Guid Subject = Changes.Of<SearchRulesChanged>();

    readonly Database database;
    readonly ILogger<RuleBook> log;
    volatile TaskCompletionSource ring = NewRing();
    volatile SearchRules known = SearchRules.None;

    public RuleBook(Database database, ILogger<RuleBook> log)
    {
        (this.database, this.log) = (database, log);
        database.Changes.Heard += Hear;
        database.Nodes.TimelineChanged += LookAgain;
    }

    public SearchRules Now => known;

    public void LookAgain() => ring.TrySetResult();

    static TaskCompletionSource NewRing() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    void Hear(IReadOnlyCollection<Change> changes)
    {
        foreach (var change in changes)
            if (change.Subject == Subject)
            {
                LookAgain();
                return;
            }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            // Made before it looks: what is heard meanwhile makes it look again.
            var next = ring = NewRing();
            await Patiently.DoAsync(() => LookAsync(stop), log, stop);
            await Patiently.WaitAsync(next.Task, Backstop, stop);
        }
    }

    async Task LookAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        known = await ReadAsync(session);
    }

    internal static async Task<SearchRules> ReadAsync(Session session) => new(
        await session.ListAsync<Synonyms.Set>(SynonymsSql),
        await CurationBook.AllAsync(session),
        await session.OneOrNullAsync<string>(WeightsSql) is { } written
            ? JsonSerializer.Deserialize<RankingWeights>(written, Json.Options)!
            : RankingWeights.Usual);

    const string SynonymsSql = """
        -- search.rule-book.synonyms
        select language, words, means from search.synonym order by id
        """;

    const string WeightsSql = """
        -- search.rule-book.weights
        select weights::text from search.ranking where state = 'live'
        """;
}
