using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

public sealed class SlowDownTests(DemoHost host) : IClassFixture<DemoHost>
{
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task Wrong_passwords_make_wait_and_the_right_one_from_elsewhere_gets_in()
    {
        await host.Http.RegisterAsync(email);
        using var attacker = From("127.0.0.2");
        using var victim = From("127.0.0.3");

        var statuses = await GuessUntilMadeToWaitAsync(attacker, () => email);

        Assert.Equal([401, 401, 401, 401, 401], statuses[..5]);
        Assert.InRange(statuses.Count(status => status == 401), 5, 10);
        var refused = await attacker.SignInAsync(email);
        Assert.Equal((429, "too_many_attempts"), ((int)refused.StatusCode, await refused.CodeAsync()));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        Assert.Equal(200, (int)(await victim.SignInAsync(email)).StatusCode);
    }

    [Fact]
    public async Task Guesses_made_all_at_once_are_counted_one_by_one()
    {
        await host.Http.RegisterAsync(email);
        using var attacker = From("127.0.0.4");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => attacker.SignInAsync(email, $"wrong {i}")));

        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized), 5, 6);
    }

    [Fact]
    public async Task An_address_without_account_makes_wait_as_well()
    {
        using var attacker = From("127.0.0.5");
        var statuses = await GuessUntilMadeToWaitAsync(attacker, () => email);

        Assert.InRange(statuses.Count(status => status == 401), 5, 10);
    }

    [Fact]
    public async Task A_network_that_tries_many_addresses_is_made_to_wait()
    {
        await host.Http.RegisterAsync(email);
        using var attacker = From("127.0.0.6");
        var statuses = await GuessUntilMadeToWaitAsync(attacker, Api.NewEmail);

        Assert.InRange(statuses.Count(status => status == 401), 50, 55);
        Assert.Equal(429, (int)(await attacker.SignInAsync(email)).StatusCode);
    }

    [Fact]
    public async Task Signing_in_over_and_over_is_no_failure()
    {
        await host.Http.RegisterAsync(email);
        using var home = From("127.0.0.7");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => home.SignInAsync(email)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Counting_and_forgiving_at_once_neither_lose_a_row_nor_wait_for_each_other()
    {
        var database = host.Services.GetRequiredService<Database>();
        var attempt = new Attempt(host.Services.GetRequiredService<Vault>(), email, "127.0.0.8");

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, stop) =>
            {
                await attempt.ClaimAsync(database, stop);
                await using var tx = await database.WriteAsync(stop);
                await attempt.ForgiveAsync(tx);
                await tx.CommitAsync();
            });

        Assert.Null(await attempt.ClaimAsync(database, default));
    }

    [Fact]
    public void An_attacked_account_gives_a_strange_network_one_try_and_a_quiet_one_five()
    {
        var now = DateTime.UtcNow;
        Attempt.Tally Tally(int failures) => new([], failures, now, now);

        Assert.Equal([0, 0, 0, 0, 1, 2, 4], Waits(Tally(0)));
        Assert.Equal([1, 2, 4, 8, 16, 32, 64], Waits(Tally(20)));

        double[] Waits(Attempt.Tally account)
        {
            var (pair, place) = (Tally(0), Tally(0));
            var waits = new List<double>();
            for (var i = 0; i < 7; i++)
            {
                var at = pair.BlockedUntil;
                var next = Attempt.Count(pair, place, account with { LastAt = at }, at, out var refusal);
                Assert.Null(refusal);
                (pair, place) = (next[0], next[1]);
                waits.Add((pair.BlockedUntil - at).TotalSeconds);
            }

            return [.. waits];
        }
    }

    [Fact]
    public void No_wait_is_longer_than_a_quarter_of_an_hour_and_all_is_forgotten_in_an_hour()
    {
        var now = DateTime.UtcNow;
        var long_ = new Attempt.Tally([], 500, now, now);

        var next = Attempt.Count(long_, long_, long_, now, out _);
        Assert.Equal(TimeSpan.FromMinutes(15), next[0].BlockedUntil - now);

        var later = Attempt.Count(long_, long_, long_, now.AddHours(1), out var refusal);
        Assert.Null(refusal);
        Assert.Equal(1, later[0].Failures);
    }

    // A slow machine outlasts the first waits of a second or two.
    static async Task<List<int>> GuessUntilMadeToWaitAsync(HttpClient attacker, Func<string> email)
    {
        var statuses = new List<int>();
        while (statuses.Count < 500)
        {
            var answer = await attacker.SignInAsync(email(), "wrong");
            statuses.Add((int)answer.StatusCode);
            if (answer.Headers.RetryAfter?.Delta > TimeSpan.FromSeconds(6)) return statuses;
            Assert.True(statuses[^1] is 401 or 429);
            if (statuses[^1] == 429) await Task.Delay(100);
        }

        throw new TimeoutException("Nobody was made to wait.");
    }

    HttpClient From(string address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = host.Address };
}
