using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Feria.Integrations;

/// <summary>What a receiver answered, or why there is no answer.</summary>
/// <param name="RetryAfter">How long it asked to be left alone.</param>
sealed record Outcome(int? Status, string? Fault, string Answer, int TookMs, TimeSpan? RetryAfter = null)
{
    public const string TimedOut = "timed_out";
    public const string Unreachable = "unreachable";
    public const string AddressRefused = "address_refused";

    public bool Succeeded => Status is >= 200 and < 300;
}

/// <summary>A try of a delivery, and what became of it.</summary>
sealed record Tried(Guid Delivery, DateTime At, Outcome Outcome);

static class Telling
{
    const int MostBytes = 4000;
    const int MostLetters = 1000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Sends a body once. A redirect is an answer; of an answer the beginning is read, and no more.</summary>
    public static async Task<Outcome> TellAsync(
        this Outward outward, Uri address, IReadOnlyDictionary<string, string> headers, string body,
        CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        int Took() => (int)watch.ElapsedMilliseconds;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
                {
                    Headers = { ContentType = new("application/json") },
                },
            };
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Feria-Webhooks", "1"));
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await outward.SendAsync(request, patience.Token);
            var text = await BeginningAsync(answer, patience.Token);
            stop.ThrowIfCancellationRequested();
            return new((int)answer.StatusCode, null, text, Took(), AskedFor(answer.Headers.RetryAfter));
        }
        catch (OutwardRefused)
        {
            return new(null, Outcome.AddressRefused, "", Took());
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(null, Outcome.TimedOut, "", Took());
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new(null, Outcome.Unreachable, "", Took());
        }
    }

    static TimeSpan? AskedFor(RetryConditionHeaderValue? asked) =>
        asked?.Delta ?? (asked?.Date is { } date ? date - DateTimeOffset.UtcNow : null);

    // The status is what counts: whoever never ends their answer has answered.
    static async Task<string> BeginningAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var bytes = new byte[MostBytes];
        var count = 0;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            while (count < bytes.Length && await body.ReadAsync(bytes.AsMemory(count), stop) is > 0 and var more)
                count += more;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
        }

        return Storable(Encoding.UTF8.GetString(bytes, 0, count));
    }

    /// <summary>What a database can hold of a text, and a person can read.</summary>
    internal static string Storable(string text)
    {
        var plain = new string([.. text.Where(letter => !char.IsControl(letter) || letter is '\n' or '\t')]);
        if (plain.Length <= MostLetters) return plain;
        return plain[..(char.IsHighSurrogate(plain[MostLetters - 1]) ? MostLetters - 1 : MostLetters)];
    }
}
