using Feria.Adapters.Elasticsearch;

namespace Feria.Search.Tests;

public sealed class ElasticSearchTests(WithElastic<ElasticStall> stall)
    : SearchContract, IClassFixture<WithElastic<ElasticStall>>
{
    protected override Stall Stall => stall.Host;
}

public sealed class ElasticRulesTests(WithElastic<ElasticStall> stall)
    : RulesContract, IClassFixture<WithElastic<ElasticStall>>
{
    protected override Stall Stall => stall.Host;
}

public sealed class ElasticShardsTests(WithElastic<ElasticShardsTests.Sharded> stall)
    : SearchContract, IClassFixture<WithElastic<ElasticShardsTests.Sharded>>
{
    protected override Stall Stall => stall.Host;

    public sealed class Sharded() : ElasticStall("&shards=3");
}

public sealed class ElasticPagingTests(WithElastic<ElasticPagingTests.Crowd> crowd)
    : PagingContract, IClassFixture<WithElastic<ElasticPagingTests.Crowd>>
{
    protected override Stall Stall => crowd.Host;

    public sealed class Crowd : ElasticStall
    {
        protected override async Task PrepareAsync()
        {
            await base.PrepareAsync();
            await PutCrowdAsync(this);
        }
    }

    [Fact]
    public async Task A_list_that_memory_began_goes_on_by_rank()
    {
        var whole = await Stall.TitlesAsync("sort=price_asc&limit=100");

        var rest = await Stall.TitlesAsync(
            $"sort=price_asc&limit=30&cursor={Cursor.Write(new Position(-1, Id.New(), 0, 70, "memory"))}");

        Assert.Equal(whole.Skip(70), rest);
    }
}

public sealed class ElasticJudgedTests(WithElastic<ElasticJudgedTests.ElasticShop> shop)
    : JudgedContract, IClassFixture<WithElastic<ElasticJudgedTests.ElasticShop>>
{
    protected override Shop JudgedShop => shop.Host;

    public sealed class ElasticShop : Shop
    {
        readonly string setting = ElasticServer.Setting();

        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Elasticsearch"] = setting };

        public override async Task SettleAsync()
        {
            await base.SettleAsync();
            await ElasticServer.CaughtUpAsync(Services);
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await ElasticServer.ForgetAsync(ElasticSettings.Parse(setting));
        }
    }
}
