using System.Diagnostics;
using System.Net;

namespace Feria.Resiliency.Tests;

/// <summary>PostgreSQL takes what it is sent and says nothing.</summary>
public sealed class SilentTests(Street street) : IClassFixture<Street>
{
    // A question has 30 seconds in general, and the driver takes some more to give up on a silent server.
    static readonly TimeSpan LongBefore = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("/cart")]
    [InlineData("/api/v1/cart")]
    [InlineData("/api/v1/stores/nowhere")]
    public async Task Who_only_reads_is_refused_long_before_who_writes_would_be(string path)
    {
        await street.SettleAsync();
        street["postgres"].Set(Fault.HalfOpen());
        try
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, path);
            asked.Headers.Add(Access.GuestHeader, Token.New());
            var watch = Stopwatch.StartNew();
            using var answer = await street.Http.SendAsync(asked);

            TestContext.Current.TestOutputHelper?.WriteLine($"{(int)answer.StatusCode} after {watch.Elapsed}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, LongBefore);
        }
        finally
        {
            street["postgres"].Set(Fault.None);
        }
    }
}
