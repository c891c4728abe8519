using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Redis.Tests;

public sealed class RedisSettingsTests
{
    [Fact]
    public void A_server_is_named_with_user_password_and_port()
    {
        var settings = RedisSettings.Parse("redis://feria:s%40cret%2F%25@cache.internal:6380?limit_ms=50");

        Assert.Equal("cache.internal", Assert.Single(settings.Hosts).Host);
        Assert.Equal(6380, settings.Hosts[0].Port);
        Assert.Equal(("feria", "s@cret/%"), (settings.User, settings.Password));
        Assert.Equal(TimeSpan.FromMilliseconds(50), settings.Limit);
        Assert.False(settings.IsEncrypted);
        Assert.Null(settings.Master);
    }

    [Fact]
    public void What_is_left_out_is_usual()
    {
        var settings = RedisSettings.Parse("redis://localhost");

        Assert.Equal(6379, settings.Hosts[0].Port);
        Assert.Equal(("default", null), (settings.User, settings.Password));
        Assert.Equal(TimeSpan.FromMilliseconds(100), settings.Limit);
        Assert.Equal(("default", "only"), (RedisSettings.Parse("redis://:only@h").User,
            RedisSettings.Parse("redis://:only@h").Password));
        Assert.Equal("::1", RedisSettings.Parse("redis://[::1]:7000").Hosts[0].Host);
        Assert.Equal("cache", RedisSettings.Parse("rediss://10.0.0.7?server_name=cache").ServerName);
    }

    [Fact]
    public void Sentinels_are_several_and_know_the_master_by_a_name()
    {
        var settings = RedisSettings.Parse("rediss+sentinel://:p@s1:26380,s2,[::1]/my%20master?sentinel_password=q");

        Assert.Equal(["s1:26380", "s2:26379", "[::1]:26379"], settings.Hosts.Select(RedisSettings.Name));
        Assert.Equal(("my master", "p", "q"), (settings.Master, settings.Password, settings.SentinelPassword));
        Assert.True(settings.IsEncrypted);
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("redis://")]
    [InlineData("redis://host:0")]
    [InlineData("redis://host:65536")]
    [InlineData("redis://host:port")]
    [InlineData("redis://ho st")]
    [InlineData("redis://a,b")]
    [InlineData("redis://host/0")]
    [InlineData("redis://user@host")]
    [InlineData("redis://:hunter2%4@host")]
    [InlineData("redis://:hunter2@secret@host")]
    [InlineData("redis://:hunter2/x@host")]
    [InlineData("redis://:hunter2@host?")]
    [InlineData("redis://:hunter2@host?limit_ms=4")]
    [InlineData("redis://:hunter2@host?limit_ms=100&limit_ms=100")]
    [InlineData("redis://:hunter2@host?limit_ms")]
    [InlineData("redis://:hunter2@host?timeout=5")]
    [InlineData("redis://:hunter2@host?server_name=x")]
    [InlineData("redis://:hunter2@host?sentinel_password=hunter2")]
    [InlineData("rediss://:hunter2@host?ca=/no/such/file")]
    [InlineData("redis+sentinel://:hunter2@s1,s2")]
    [InlineData("redis+sentinel://:hunter2@s1,,s2/master")]
    public void A_wrong_setting_is_refused_by_name_and_without_its_secret(string text)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => RedisSettings.Parse(text));

        Assert.StartsWith("The setting Feria:Redis is not right: ", wrong.Message);
        Assert.DoesNotContain("hunter2", wrong.Message);
    }

    [Fact]
    public void Shown_it_keeps_its_secrets() => Assert.Equal(
        "s1:26379,s2:26379/main (TLS)",
        $"{RedisSettings.Parse("rediss+sentinel://ann:hunter2@s1,s2/main?sentinel_password=hunter3")}");

    [Fact]
    public async Task The_setting_says_which_store_it_is()
    {
        static ServiceProvider Services(string? redis) => new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSharedStore(new ConfigurationBuilder()
                .AddInMemoryCollection([new("Feria:Redis", redis)]).Build())
            .BuildServiceProvider();

        await using var alone = Services(null);
        await using var together = Services("redis://127.0.0.1:1");

        Assert.IsType<InProcessStore>(alone.GetRequiredService<SharedStore>());
        Assert.IsType<RedisStore>(together.GetRequiredService<SharedStore>());
        Assert.Throws<InvalidOperationException>(() => Services("not an address"));
    }
}
