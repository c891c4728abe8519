using Feria.Adapters.Elasticsearch;

namespace Feria.Search.Tests;

public sealed class ElasticSettingsTests
{
    [Theory]
    [InlineData("http://search", "http://search:9200/", "feria", null)]
    [InlineData("https://search:443/shop", "https://search/", "shop", null)]
    [InlineData("http://[::1]:9201/", "http://[::1]:9201/", "feria", null)]
    [InlineData("http://ana:p%40ss%2F@search:9200/a-b_1", "http://search:9200/", "a-b_1", "ana:p@ss/")]
    public void An_address_says_where_it_is_and_how_to_get_in(
        string text, string address, string prefix, string? credentials)
    {
        var settings = ElasticSettings.Parse(text);

        Assert.Equal(address, settings.Address.ToString());
        Assert.Equal(prefix, settings.Prefix);
        Assert.Equal(
            credentials,
            settings.Credentials is { } given
                ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(given)) : null);
        Assert.DoesNotContain("ss", settings.ToString());
    }

    [Fact]
    public void Options_are_read()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "# what people say\nTV, television\n\nnotebook => laptop\n");
        try
        {
            var settings = ElasticSettings.Parse(
                $"http://search?limit_ms=250&shards=3&replicas=1&synonyms={Uri.EscapeDataString(file)}");

            Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Limit);
            Assert.Equal((3, 1), (settings.Shards, settings.Replicas));
            Assert.Equal(["tv, television", "notebook => laptop"], settings.Synonyms);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("search:9200", "it reads http://")]
    [InlineData("ftp://search", "it reads http://")]
    [InlineData("http://search/Shop", "it reads http://")]
    [InlineData("http://search/_shop", "it reads http://")]
    [InlineData("http://ana@search", "it reads http://")]
    [InlineData("http://ana:100%secret@search", "in the password a % is followed by two hexadecimal digits")]
    [InlineData("http://search:99999", "a port is a number from 1 to 65535")]
    [InlineData("http://search?limit_ms=5", "limit_ms is a number from 50 to 10000")]
    [InlineData("http://search?shards=0", "shards is a number from 1 to 64")]
    [InlineData("http://search?colour=red", "after ? it knows ca, limit_ms, shards, replicas and synonyms")]
    [InlineData("http://search?shards=1&shards=2", "shards stands there twice")]
    [InlineData("http://search?ca=/x.pem", "ca is for https://")]
    [InlineData("https://search?ca=/nowhere/x.pem", "there is no file at the path that ca names")]
    [InlineData("http://search?synonyms=/nowhere/s.txt", "there is no file at the path that synonyms names")]
    public void What_is_wrong_is_said_and_no_secret_with_it(string text, string why)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => ElasticSettings.Parse(text));

        Assert.StartsWith("The setting Feria:Elasticsearch is not right: " + why, wrong.Message);
        Assert.DoesNotContain("secret", wrong.Message);
    }
}
