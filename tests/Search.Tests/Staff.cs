using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Somebody who looks after the search, signed in for real.</summary>
sealed record Staff(FeriaHost Host, string Token, Guid Id)
{
    public static async Task<Staff> OfAsync(FeriaHost host, string? role = "marketing_specialist")
    {
        var (id, token) = await host.Http.RegisterAsync(Api.NewEmail());
        await host.SqlAsync($"update accounts.account set status = 'active' where id = '{id}'");
        if (role is not null)
            await host.SqlAsync($"""
                insert into accounts.account_role (region, account_id, role) values ('main', '{id}', '{role}')
                """);
        host.ForgetCopies();
        return new(host, token, id);
    }

    public async Task<(int Status, JsonElement Body)> DoAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await Host.Http.SendAsync(method, path, Token, body);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path) => DoAsync(HttpMethod.Get, path);

    /// <summary>The same, once this process follows it.</summary>
    public async Task<JsonElement> RuleAsync(HttpMethod method, string path, object? body = null)
    {
        var book = Host.Services.GetRequiredService<RuleBook>();
        var before = book.Now;
        var (status, said) = await DoAsync(method, path, body);
        Assert.InRange(status, 200, 204);
        for (var until = DateTime.UtcNow.AddSeconds(10); Mark(book.Now) == Mark(before); await Task.Delay(5))
            Assert.True(DateTime.UtcNow < until, "Nobody heard of the rule.");
        return said;
    }

    static (int, RankingWeights) Mark(SearchRules rules) => (rules.Count, rules.Weights);
}
