using System.Net;
using Npgsql;

namespace Feria.Launch.Tests;

public sealed class HostTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task The_application_listens_and_answers_an_unknown_address_with_a_problem()
    {
        var answer = await host.Http.GetAsync("/api/v1/nothing-here");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Each_class_has_a_migrated_database_of_its_own()
    {
        var migrated = await host.SqlAsync("select count(*) from kernel.migration");
        var name = new NpgsqlConnectionStringBuilder(host.ConnectionString).Database;

        Assert.Equal((long)Marketplace.Migrations.Count, migrated);
        Assert.StartsWith("test_", name);
    }

    [Fact]
    public void Without_Kafka_and_Elasticsearch_nothing_of_them_is_loaded()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name).ToList();

        Assert.Contains("Feria.Adapters", loaded);
        Assert.DoesNotContain("Feria.Elasticsearch", loaded);
        Assert.DoesNotContain("Feria.Kafka", loaded);
        Assert.DoesNotContain("Confluent.Kafka", loaded);
    }

    [Fact]
    public async Task A_host_settles_once_nothing_is_left_to_do() => await host.SettleAsync();
}
