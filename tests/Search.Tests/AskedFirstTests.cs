using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Search.Tests;

/// <summary>Copies of what somebody outside is asked about first, such as an engine.</summary>
public sealed class AskedFirstTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Who_is_asked_first_is_waited_for_with_no_session_open()
    {
        await using var narrow = new Database($"{database.ConnectionString};Maximum Pool Size=1;Timeout=5");
        using var news = new News(narrow, [], NullLogger<News>.Instance);
        var cache = new Cache(narrow, new InProcessStore(TimeProvider.System), news, TimeProvider.System);

        var copy = await cache.GetAsync<string>("asked", TimeSpan.FromMinutes(1), async () =>
        {
            // The only connection there is: whoever held it would wait for itself.
            await using var session = await narrow.ReadAsync();
            var said = await session.OneAsync<string>("select 'said'");
            return async then => new(said + await then.OneAsync<string>("select ', then read'"), []);
        }, default);

        Assert.Equal("said, then read", copy!.Value);
    }
}
