using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Feria.SandboxGateway;

/// <summary>
/// Posts events to the shop, signed, again and again with growing pauses until it says 2xx or the tries are used
/// up.
/// </summary>
public sealed class WebhookSender(Book book, Settings settings, TimeProvider clock, ILogger<WebhookSender> log)
    : BackgroundService
{
    const int MostTries = 14;
    const int AtOnce = 32;
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    readonly SemaphoreSlim places = new(AtOnce);
    readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    protected override Task ExecuteAsync(CancellationToken stop)
    {
        if (settings.WebhookUrl is null) return Task.CompletedTask;
        book.Changed += line =>
        {
            foreach (var delivery in line.Deliveries ?? [])
                if (delivery is { State: Delivery.Waiting, Attempts: 0 }) _ = Send(delivery, stop);
        };
        foreach (var delivery in book.DeliveriesWaiting()) _ = Send(delivery, stop);
        return Task.Delay(Timeout.Infinite, stop);
    }

    async Task Send(Delivery delivery, CancellationToken stop)
    {
        try
        {
            await book.Durable();
            var pause = delivery.DueAt - clock.GetUtcNow();
            for (var attempt = delivery.Attempts + 1; ; attempt++)
            {
                if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, stop);
                var isTaken = await Post(delivery, stop);
                var state = isTaken ? Delivery.Delivered : attempt < MostTries ? Delivery.Waiting : Delivery.GivenUp;
                book.Decide(draft =>
                {
                    draft.Put(delivery with { Attempts = attempt, State = state });
                    return state;
                });
                if (state != Delivery.Waiting) return;
                pause = Pause(attempt);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Still waiting in the journal: the next start sends it.
        }
    }

    TimeSpan Pause(int attempt)
    {
        var grown = settings.FirstRetry * Math.Pow(2, attempt - 1);
        return grown < LongestPause ? grown : LongestPause;
    }

    async Task<bool> Post(Delivery delivery, CancellationToken stop)
    {
        await places.WaitAsync(stop);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, settings.WebhookUrl);
            message.Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json");
            message.Headers.Add("Feria-Gateway-Signature", Sign(delivery.Body));
            message.Headers.Add("Feria-Gateway-Delivery", delivery.Id);
            using var answer = await client.SendAsync(message, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            log.LogWarning("Webhook {Kind} of {Intent} was not taken: {Failure}",
                delivery.Kind, delivery.IntentId, failure.Message);
            return false;
        }
        finally
        {
            places.Release();
        }
    }

    string Sign(string body)
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{time}.{body}");
        var signatures = settings.WebhookSecrets.Select(secret =>
            "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        return $"t={time},{string.Join(',', signatures)}";
    }
}
