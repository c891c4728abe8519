using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using Feria.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters;

/// <summary>Where letters leave the house, under <c>Feria:Smtp</c>.</summary>
/// <param name="From">Address letters come from: <c>Feria &lt;no-reply@example.com&gt;</c>.</param>
/// <param name="Encrypted">STARTTLS; only a relay on the same machine does without.</param>
public sealed record SmtpSettings(
    string Host, string From, int Port = 587, bool Encrypted = true, string? User = null, string? Password = null);

/// <summary>Sends letters over SMTP: plain text with an HTML alternative.</summary>
public sealed class SmtpCarrier(SmtpSettings settings) : ILetterCarrier
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan PatienceToConnect = TimeSpan.FromSeconds(5);

    public async Task CarryAsync(WrittenLetter letter, CancellationToken stop)
    {
        var from = new MailAddress(settings.From);
        using var message = new MailMessage(from, new MailAddress(letter.To))
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Text,
            BodyEncoding = Encoding.UTF8,
        };
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        message.Headers["Message-ID"] = $"<{letter.Id}@{from.Host}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        if (letter.Unsubscribe is { } stopping)
        {
            message.Headers["List-Unsubscribe"] = $"<{stopping}>";
            message.Headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
        }

        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.Encrypted,
            DeliveryFormat = SmtpDeliveryFormat.International,
        };
        if (settings.User is not null) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        // Its words may hold the address, and would be kept with the job and logged.
        catch (SmtpException fault)
        {
            throw fault is { InnerException: SocketException } or { StatusCode: SmtpStatusCode.ServiceNotAvailable }
                ? new CarrierAway($"The mail server is away: {fault.StatusCode}.")
                : new IOException($"The mail server did not take the letter: {fault.StatusCode}.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw await IsThereAsync(stop)
                ? new IOException("The mail server took too long.")
                : new CarrierAway("The mail server cannot be reached.");
        }
    }

    async Task<bool> IsThereAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(PatienceToConnect);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, limit.Token);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return false;
        }
    }
}

public static class SmtpServices
{
    /// <summary>Adds the carrier where <c>Feria:Smtp:Host</c> is set.</summary>
    public static IServiceCollection AddSmtp(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Feria:Smtp");
        if (string.IsNullOrEmpty(section["Host"])) return services;
        var settings = section.Get<SmtpSettings>()!;
        return services.AddSingleton<ILetterCarrier>(new SmtpCarrier(settings))
            .AddSingleton<IVitalSigns>(new SmtpSigns(settings));
    }
}
