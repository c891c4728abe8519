using Confluent.Kafka;

namespace Feria.Kafka.Tests;

public sealed class KafkaSettingsTests
{
    [Fact]
    public void An_address_names_brokers_a_user_and_a_prefix()
    {
        var settings = KafkaSettings.Parse("kafkas://ana:p%40ss@a,b:9093,[::1]:9094/shop?mechanism=plain&replicas=3");

        Assert.Equal("a:9092,b:9093,[::1]:9094", settings.Brokers);
        Assert.Equal("shop.events", settings.NameOf(Topic.Events));
        Assert.Equal("a:9092,b:9093,[::1]:9094/shop (TLS)", $"{settings}");
        var config = settings.Configure(new ClientConfig());
        Assert.Equal(SecurityProtocol.SaslSsl, config.SecurityProtocol);
        Assert.Equal(SaslMechanism.Plain, config.SaslMechanism);
        Assert.Equal(("ana", "p@ss"), (config.SaslUsername, config.SaslPassword));
        Assert.Equal((short)3, settings.Replicas);
    }

    [Fact]
    public void The_shortest_address_is_enough()
    {
        var settings = KafkaSettings.Parse("kafka://broker");

        Assert.Equal("broker:9092/feria", $"{settings}");
        Assert.Equal(SecurityProtocol.Plaintext, settings.Configure(new ClientConfig()).SecurityProtocol);
        Assert.Null(settings.Replicas);
    }

    [Theory]
    [InlineData("broker:9092")]
    [InlineData("http://broker:9092")]
    [InlineData("kafka://")]
    [InlineData("kafka://secret@a")]
    [InlineData("kafka://ana:secret%4@a")]
    [InlineData("kafka://a:99999")]
    [InlineData("kafka://a b")]
    [InlineData("kafka://a/one/two")]
    [InlineData("kafka://a?ca=/etc/hosts")]
    [InlineData("kafkas://a?ca=/no/such/file")]
    [InlineData("kafka://a?mechanism=plain")]
    [InlineData("kafka://ana:secret@a?mechanism=other")]
    [InlineData("kafka://a?replicas=0")]
    [InlineData("kafka://a?replicas=1&replicas=2")]
    [InlineData("kafka://a?linger=5")]
    public void What_cannot_be_meant_is_refused_and_no_secret_repeated(string text)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => KafkaSettings.Parse(text));

        Assert.StartsWith("The setting Feria:Kafka is not right: ", wrong.Message);
        Assert.DoesNotContain("secret", wrong.Message);
    }
}
