using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Feria.Wide.Tests;

public sealed class RolesTests
{
    [Fact]
    public void Without_a_word_a_process_does_all()
    {
        var all = Roles.Read(null, null);

        Assert.True(all is { Web: true, Worker: true });
        Assert.Equal(Marketplace.Modules.Select(module => module.Name).Order(), all.Services.Order());
    }

    [Fact]
    public void Words_say_what_it_does_and_nothing_else()
    {
        var some = Roles.Read("api, worker", "catalog,search");

        Assert.True(some is { Web: false, Worker: true });
        Assert.Equal(["catalog", "search"], some.Services.Order());
        Assert.Empty(Roles.Read("web", null).Services);
    }

    [Theory]
    [InlineData("wbe", null, "There is no role 'wbe'. There are: web, api, worker.")]
    [InlineData("api", "catalogue", "There is no service 'catalogue'.")]
    [InlineData("web", "catalog", "answered by the role api")]
    public void An_unknown_word_is_told(string roles, string? services, string told) =>
        Assert.Contains(told, Assert.Throws<WrongSetting>(() => Roles.Read(roles, services)).Message);
}

public sealed class ApiRoleTests(ApiRoleTests.CatalogOnly host) : IClassFixture<ApiRoleTests.CatalogOnly>
{
    public sealed class CatalogOnly : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Feria:Roles"] = "api", ["Feria:Services"] = "catalog" };
    }

    [Fact]
    public async Task It_answers_its_services_and_says_that_the_others_are_elsewhere()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/api/v1/categories")).StatusCode);

        var other = await host.Http.GetAsync("/api/v1/products?q=lamp");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal("application/problem+json", other.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "not_served_here", (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());

        // A write that is refused changed nothing.
        var before = await host.SqlAsync("select count(*) from accounts.account");
        var write = await host.Http.PostAsJsonAsync("/api/v1/accounts", new { });
        Assert.Equal(HttpStatusCode.NotFound, write.StatusCode);
        Assert.Equal(before, await host.SqlAsync("select count(*) from accounts.account"));
    }

    [Fact]
    public async Task It_has_no_pages_and_is_healthy()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/cart")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/readyz")).StatusCode);
    }

    [Fact]
    public void It_leaves_reactions_and_jobs_to_others()
    {
        var running = host.Services.GetServices<IHostedService>().Select(service => service.GetType()).ToList();

        Assert.DoesNotContain(typeof(ReactionRunner), running);
        Assert.DoesNotContain(typeof(JobRunner), running);
    }
}

public sealed class WebRoleTests(WebRoleTests.WebOnly host) : IClassFixture<WebRoleTests.WebOnly>
{
    public sealed class WebOnly : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Feria:Roles"] = "web" };
    }

    [Fact]
    public async Task Its_pages_use_the_API_inside_which_from_outside_is_elsewhere()
    {
        var browser = host.NewBrowser();
        var entered = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = "nobody@example.com", ["password"] = "not the one 7" }));

        // Inside, the API refused; had it not been there, the page would not know of it.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, entered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/search?q=lamp")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/api/v1/categories")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/es/api/v1/categories")).StatusCode);
    }
}

public sealed class WorkerRoleTests(WorkerRoleTests.WorkerOnly host) : IClassFixture<WorkerRoleTests.WorkerOnly>
{
    public sealed class WorkerOnly : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Feria:Roles"] = "worker" };
    }

    [Fact]
    public async Task It_runs_what_waits_and_answers_machines_alone()
    {
        await using (var tx = await host.Database.WriteAsync())
        {
            tx.Append(new Contracts.AccountRegistered(Id.New(), "en"));
            await tx.CommitAsync();
        }

        await host.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/v1/categories")).StatusCode);
    }
}
