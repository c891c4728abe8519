namespace Feria.Resiliency.Tests;

/// <summary>One PostgreSQL, a gateway, a mail server, a Redis and, where one is named, an Elasticsearch.</summary>
public sealed class MatrixTests(Street street) : Matrix(street), IClassFixture<Street>
{
    public static TheoryData<string, string, string, string, int> Rows => new()
    {
        { "postgres", "down", "cash_on_delivery", "home search cart sign-in checkout", 20 },
        { "postgres", "slow", "cash_on_delivery", "home search product cart sign-in checkout", 42 },
        { "postgres", "half-open", "cash_on_delivery", "home search product cart sign-in checkout", 42 },
        { "postgres", "errors", "cash_on_delivery", "home search product cart sign-in checkout", 42 },
        { "gateway", "down", "card", "", 30 },
        { "gateway", "slow", "card", "", 60 },
        { "gateway", "half-open", "card", "", 60 },
        { "gateway", "errors", "card", "", 40 },
        { "smtp", "down", "cash_on_delivery", "", 20 },
        { "smtp", "slow", "cash_on_delivery", "", 20 },
        { "smtp", "half-open", "cash_on_delivery", "", 20 },
        { "smtp", "errors", "cash_on_delivery", "", 20 },
        { "redis", "down", "cash_on_delivery", "", 20 },
        { "redis", "slow", "cash_on_delivery", "", 20 },
        { "redis", "half-open", "cash_on_delivery", "", 20 },
        { "redis", "errors", "cash_on_delivery", "", 20 },
        { "elasticsearch", "down", "cash_on_delivery", "", 20 },
        { "elasticsearch", "slow", "cash_on_delivery", "", 20 },
        { "elasticsearch", "half-open", "cash_on_delivery", "", 20 },
        { "elasticsearch", "errors", "cash_on_delivery", "", 20 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public Task The_experience_is_as_written_and_ends_with_the_fault(
        string dependency, string fault, string method, string mayFail, int seconds)
    {
        Assert.SkipWhen(
            dependency == "redis" && Launch.RedisProgram.Find() is null, "There is no redis-server here.");
        Assert.SkipWhen(
            dependency == "elasticsearch" && Street.ElasticAddress is null,
            "FERIA_TEST_ELASTICSEARCH names no server.");
        return HoldsAsync(dependency, fault, method, mayFail, seconds);
    }
}
