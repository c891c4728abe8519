using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel.Tests;

/// <summary>The ground floor alone, listening, with one small room on it.</summary>
public sealed class KernelHost : IAsyncLifetime
{
    readonly TestDatabase database = new();
    WebApplication? app;

    public HttpClient Http { get; private set; } = null!;
    public Gate Gate { get; } = new();
    public Database Database => app!.Services.GetRequiredService<Database>();

    public string ConnectionString => database.ConnectionString;

    public Task<object?> SqlAsync(string sql) => database.SqlAsync(sql);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await SqlAsync("create table note (id uuid constraint note_pk primary key, text text not null)");
        await SqlAsync("create table asked (at timestamptz default now())");

        var builder = WebApplication.CreateSlimBuilder();
        var room = new Room();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.Limits.MaxRequestBodySize = 1 << 20);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new Database(database.ConnectionString)).AddSingleton(Gate)
            .AddSingleton(TimeProvider.System).AddSingleton<Denials>()
            .AddSingleton<ICallers, TwoCallers>().AddProblems([room]);
        room.Add(builder.Services, builder.Configuration);

        app = builder.Build();
        app.UseProblems();
        app.UseHostileInputGuards();
        app.UseRouting();
        app.UseAccess();
        IdempotentCall.BufferBodies(app);
        var api = app.MapGroup("");
        IdempotentCall.Guard(api);
        room.Map(api);
        app.EnsureAccessDeclared();
        await app.StartAsync();

        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Http = new HttpClient { BaseAddress = new Uri(listening.Addresses.First()) };
    }

    /// <summary>Posts raw JSON, with an Idempotency-Key where one is given.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string? key = null, string? token = null)
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (key is not null) asked.Headers.Add("Idempotency-Key", key);
        if (token is not null) asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Http.SendAsync(asked);
    }

    public async Task<HttpStatusCode> GetAsync(string path, string? token)
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await Http.SendAsync(asked)).StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app!.DisposeAsync();
        await database.DisposeAsync();
    }
}
