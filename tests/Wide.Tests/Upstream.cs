using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Feria.Wide.Tests;

/// <summary>A server behind the gateway that answers with its name and the head of what it was asked.</summary>
sealed class Upstream(string name) : IAsyncDisposable
{
    readonly WebApplication app = Build();

    /// <summary>The lines it was asked with, such as <c>GET /x</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Whether it says that it can serve.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Cuts the connection without an answer.</summary>
    public bool IsDying { get; set; }

    public string Address => new Uri(app.Urls.First()).Authority;

    public async Task<Upstream> StartAsync()
    {
        app.Run(AnswerAsync);
        await app.StartAsync();
        return this;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path == "/readyz")
        {
            context.Response.StatusCode = IsReady ? 200 : 503;
            return;
        }

        Asked.Enqueue($"{request.Method} {request.Path}");
        if (IsDying)
        {
            context.Abort();
            return;
        }

        var head = new StringBuilder($"{name}\n");
        foreach (var (header, value) in request.Headers) head.Append($"{header.ToLowerInvariant()}: {value}\n");
        await context.Response.WriteAsync(head.ToString());
    }

    static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
