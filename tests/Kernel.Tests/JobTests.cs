using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kernel.Tests;

public sealed class JobTests(KernelHost host) : IClassFixture<KernelHost>
{
    readonly Scripted job = new($"test.{Guid.NewGuid():N}");
    JobRunner Runner => new(host.Database, [job], NullLogger<JobRunner>.Instance);

    [Fact]
    public async Task A_job_ordered_in_a_transaction_that_is_given_up_was_never_ordered()
    {
        await using (var tx = await host.Database.WriteAsync()) tx.Enqueue(job.Name, new { n = 1 });

        Assert.False(await Runner.RunNextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_job_runs_once_and_is_gone()
    {
        await OrderAsync(1);

        Assert.True(await Runner.RunNextAsync(CancellationToken.None));
        Assert.False(await Runner.RunNextAsync(CancellationToken.None));
        Assert.Equal([1], job.Ran);
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task Ten_hands_run_a_hundred_jobs_a_hundred_times()
    {
        for (var n = 0; n < 100; n++) await OrderAsync(n);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            while (await Runner.RunNextAsync(CancellationToken.None))
            {
            }
        }));

        Assert.Equal(Enumerable.Range(0, 100), job.Ran.Order());
    }

    [Fact]
    public async Task A_job_is_not_run_before_it_is_due()
    {
        await using (var tx = await host.Database.WriteAsync())
        {
            tx.Enqueue(job.Name, new { n = 1 }, DateTimeOffset.UtcNow.AddMinutes(1));
            await tx.CommitAsync();
        }

        Assert.False(await Runner.RunNextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_job_that_fails_waits_ever_longer_and_is_parked_with_its_reason()
    {
        job.Act = _ => throw new InvalidOperationException("no paper");
        await OrderAsync(1);

        var waits = new List<double>();
        for (var tried = 0; tried < job.Tries; tried++)
        {
            Assert.True(await Runner.RunNextAsync(CancellationToken.None));
            waits.Add((double)(await SqlAsync("round(extract(epoch from due_at - now()))::float8"))!);
            await host.SqlAsync($"update kernel.job set due_at = now() where kind = '{job.Name}'");
        }

        Assert.Equal([1, 2, 4], waits);
        Assert.False(await Runner.RunNextAsync(CancellationToken.None));
        Assert.Equal("InvalidOperationException: no paper", await SqlAsync("last_error"));
        Assert.True((bool)(await SqlAsync("parked_at is not null"))!);
    }

    [Theory]
    [InlineData(90, 90)]
    [InlineData(0.5, 1)]
    [InlineData(1_000_000, 6 * 3600)]
    public async Task A_job_that_is_asked_to_wait_waits_so_long_within_reason(double asked, double waits)
    {
        job.Act = _ => throw new TryLater("busy", TimeSpan.FromSeconds(asked));
        await OrderAsync(1);

        Assert.True(await Runner.RunNextAsync(CancellationToken.None));

        Assert.Equal(waits, await SqlAsync("round(extract(epoch from due_at - now()))::float8"));
    }

    [Fact]
    public async Task A_job_that_waits_for_somebody_leaves_hands_for_others()
    {
        var (other, end) = (new Scripted($"test.{Guid.NewGuid():N}"), new TaskCompletionSource());
        var (atOnce, seen) = (0, new System.Collections.Concurrent.ConcurrentBag<int>());
        job.Act = async _ =>
        {
            seen.Add(Interlocked.Increment(ref atOnce));
            await end.Task;
            Interlocked.Decrement(ref atOnce);
        };
        job.Hands = 2;
        for (var n = 0; n < 20; n++) await OrderAsync(n);
        await using (var tx = await host.Database.WriteAsync())
        {
            tx.Enqueue(other.Name, new { n = 1 });
            await tx.CommitAsync();
        }

        var runner = new JobRunner(host.Database, [job, other], NullLogger<JobRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        while (other.Ran.IsEmpty) await Task.Delay(10);
        end.SetResult();
        while (await CountAsync() is not 0L) await Task.Delay(20);
        await runner.StopAsync(CancellationToken.None);

        Assert.Equal(2, seen.Max());
        Assert.Equal(Enumerable.Range(0, 20), job.Ran.Order());
    }

    [Fact]
    public async Task A_job_longer_than_its_lease_is_run_once()
    {
        var brief = new JobRunner(host.Database, [job], NullLogger<JobRunner>.Instance)
        {
            Lease = TimeSpan.FromMilliseconds(600),
        };
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        job.Act = async _ =>
        {
            began.SetResult();
            await end.Task;
        };
        await OrderAsync(1);
        var first = brief.RunNextAsync(CancellationToken.None);
        await began.Task;
        var leased = (DateTime)(await SqlAsync("leased_until"))!;
        while ((DateTime)(await SqlAsync("leased_until"))! < leased + brief.Lease) await Task.Delay(20);

        Assert.False(await brief.RunNextAsync(CancellationToken.None));
        end.SetResult();
        Assert.True(await first);
        Assert.Equal((1, 0L), (job.Ran.Count, await CountAsync()));
    }

    [Fact]
    public async Task An_order_that_comes_in_while_its_forerunner_runs_is_not_lost()
    {
        await OrderAsync(1, "key");
        job.Act = async n =>
        {
            if (n == 1) await OrderAsync(2, "key");
        };

        Assert.True(await Runner.RunNextAsync(CancellationToken.None));
        Assert.True(await Runner.RunNextAsync(CancellationToken.None));

        Assert.Equal([1, 2], job.Ran);
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task Orders_of_one_key_are_one_job_with_the_last_body()
    {
        await OrderAsync(1, "key");
        await OrderAsync(2, "key");

        await Runner.RunNextAsync(CancellationToken.None);

        Assert.Equal([2], job.Ran);
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task A_job_whose_process_is_stopped_is_handed_back()
    {
        using var stop = new CancellationTokenSource();
        job.Act = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };
        await OrderAsync(1);
        Assert.False(await Runner.RunNextAsync(stop.Token));

        job.Act = _ => Task.CompletedTask;
        Assert.Equal(0, await SqlAsync("attempts"));
        Assert.True(await Runner.RunNextAsync(CancellationToken.None));
        Assert.Equal([1, 1], job.Ran);
    }

    [Fact]
    public async Task A_job_of_a_process_that_died_is_taken_over_once_its_lease_is_out()
    {
        await OrderAsync(1);
        await host.SqlAsync($"update kernel.job set leased_until = now() + interval '1 min' where kind = '{job.Name}'");
        Assert.False(await Runner.RunNextAsync(CancellationToken.None));

        await host.SqlAsync($"update kernel.job set leased_until = now() - interval '1 s' where kind = '{job.Name}'");
        Assert.True(await Runner.RunNextAsync(CancellationToken.None));
        Assert.Equal([1], job.Ran);
    }

    async Task OrderAsync(int n, string? key = null)
    {
        await using var tx = await host.Database.WriteAsync();
        tx.Enqueue(job.Name, new { n }, key: key);
        await tx.CommitAsync();
    }

    Task<object?> CountAsync() => SqlAsync("count(*)");

    Task<object?> SqlAsync(string what) => host.SqlAsync($"select {what} from kernel.job where kind = '{job.Name}'");

    sealed class Scripted(string name) : Job
    {
        public System.Collections.Concurrent.ConcurrentQueue<int> Ran { get; } = [];
        public Func<int, Task> Act { get; set; } = _ => Task.CompletedTask;
        public override string Name => name;
        public override int Tries => 3;
        public int Hands { get; set; } = int.MaxValue;
        public override int HandsAtMost => Hands;

        public override async Task RunAsync(JsonElement body, CancellationToken stop)
        {
            var n = body.GetProperty("n").GetInt32();
            Ran.Enqueue(n);
            await Act(n);
        }
    }
}
