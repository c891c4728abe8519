using System.Net.Http.Headers;
using System.Text.Json;
using Feria.Accounts.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Media.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>The marketplace, somebody signed in, and an internet of the test's own.</summary>
public sealed class MediaHost : FeriaHost
{
    internal Internet Internet { get; } = new();

    public string Token { get; private set; } = "";

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(Internet.Roads);

    protected override Task PrepareAsync() => Internet.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Internet.DisposeAsync();
    }

    internal async Task<(int Status, JsonElement Body)> SendAsync(byte[] picture, string type = "image/png")
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pictures")
        {
            Content = new ByteArrayContent(picture) { Headers = { ContentType = new(type) } },
        };
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        var answer = await Http.SendAsync(asked);
        return ((int)answer.StatusCode, await answer.JsonAsync());
    }

    internal async Task<(int Status, JsonElement Body)> FetchAsync(string url)
    {
        var answer = await Http.SendAsync(HttpMethod.Post, "/pictures/fetched", await TokenAsync(), new { url });
        return ((int)answer.StatusCode, await answer.JsonAsync());
    }

    internal async Task<string> TokenAsync() =>
        Token.Length > 0 ? Token : Token = (await Http.RegisterAsync(Api.NewEmail())).Token;

    internal async Task<byte[]> ShownAsync(string path)
    {
        var answer = await Http.GetAsync(path);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>All this module keeps, as one text.</summary>
    internal async Task<string> KeptAsync() => (string)(await SqlAsync("""
        select coalesce((select string_agg(p::text, ' ' order by digest) from media.picture p), '')
            || coalesce((select string_agg(u::text, ' ' order by id) from media.upload u), '')
        """))!;
}
