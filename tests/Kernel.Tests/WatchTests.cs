using Microsoft.Extensions.Hosting;

namespace Feria.Kernel.Tests;

public sealed class WatchTests : IAsyncDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    readonly Database database = new("Host=nowhere");
    readonly Life life = new();
    readonly Watch watch;

    public WatchTests() => watch = new(database, life);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Who_waits_looks_again_each_time_it_changed_and_not_when_others_do()
    {
        var (mine, other) = (Id.New(), Id.New());
        var seen = 0;
        var waiting = watch.UntilAsync(mine, Long, () => Task.FromResult(++seen), number => number == 3, default);
        database.Changes.Tell([new(other, 1)]);
        Assert.Equal((1, false), (seen, waiting.IsCompleted));
        database.Changes.Tell([new(other, 2), new(mine, 2)]);
        await LookedAsync(() => seen == 2);
        database.Changes.Tell([new(mine, 3)]);
        Assert.Equal(3, await waiting);
    }

    [Fact]
    public async Task A_change_during_the_look_is_not_missed()
    {
        var mine = Id.New();
        var seen = 0;
        Assert.Equal(2, await watch.UntilAsync(mine, Long, () =>
        {
            if (++seen == 1) database.Changes.Tell([new(mine, 1)]);
            return Task.FromResult(seen);
        }, number => number == 2, default));
    }

    [Fact]
    public async Task Nobody_waits_longer_than_told_nor_once_the_process_stops_nor_for_who_is_gone()
    {
        Assert.Equal("old", await watch.UntilAsync(
            Id.New(), TimeSpan.FromMilliseconds(50), () => Task.FromResult("old"), _ => false, default));

        using var gone = new CancellationTokenSource();
        var left = watch.UntilAsync(Id.New(), Long, () => Task.FromResult("old"), _ => false, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => left);

        var waiting = watch.UntilAsync(Id.New(), Long, () => Task.FromResult("old"), _ => false, default);
        Assert.False(waiting.IsCompleted);
        life.StopApplication();
        Assert.Equal("old", await waiting);
        Assert.Equal("new", await watch.UntilAsync(Id.New(), Long, () => Task.FromResult("new"), _ => false, default));
    }

    [Fact]
    public async Task Where_too_many_wait_the_next_is_answered_as_things_are()
    {
        var all = Enumerable.Range(0, Watch.Most).Select(_ =>
            watch.UntilAsync(Id.New(), Long, () => Task.FromResult(1), _ => false, default)).ToList();
        Assert.Equal(2, await watch.UntilAsync(Id.New(), Long, () => Task.FromResult(2), _ => false, default));
        Assert.DoesNotContain(all, waiting => waiting.IsCompleted);
        life.StopApplication();
        Assert.Equal(Watch.Most, (await Task.WhenAll(all)).Sum());
    }

    static async Task LookedAsync(Func<bool> isSo)
    {
        for (var looks = 0; !isSo() && looks < 1_000; looks++) await Task.Delay(5);
        Assert.True(isSo());
    }

    sealed class Life : IHostApplicationLifetime
    {
        readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => default;
        public CancellationToken ApplicationStopping => stopping.Token;
        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => stopping.Cancel();
    }
}
