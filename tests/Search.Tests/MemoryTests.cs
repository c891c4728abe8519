namespace Feria.Search.Tests;

public sealed class MemorySearchTests(Stall stall) : SearchContract, IClassFixture<Stall>
{
    protected override Stall Stall => stall;
}

public sealed class MemoryRulesTests(Stall stall) : RulesContract, IClassFixture<Stall>
{
    protected override Stall Stall => stall;
}

public sealed class MemoryPagingTests(MemoryPagingTests.Crowd crowd)
    : PagingContract, IClassFixture<MemoryPagingTests.Crowd>
{
    protected override Stall Stall => crowd;

    public sealed class Crowd : Stall
    {
        protected override async Task PrepareAsync()
        {
            await base.PrepareAsync();
            await PutCrowdAsync(this);
        }
    }

    [Fact]
    public async Task A_list_that_another_engine_began_goes_on_by_rank()
    {
        var whole = await crowd.TitlesAsync("sort=price_asc&limit=100");

        var rest = await crowd.TitlesAsync($"sort=price_asc&limit=30&cursor={Elsewhere(seen: 70)}");

        Assert.Equal(whole.Skip(70), rest);
    }

    [Fact]
    public async Task A_list_that_another_engine_began_and_that_is_long_has_to_begin_again()
    {
        var answer = await crowd.Http.GetAsync($"/api/v1/products?q=brick&cursor={Elsewhere(seen: 1_001)}");

        Assert.Equal(409, (int)answer.StatusCode);
        Assert.Contains("\"search_list_began_elsewhere\"", await answer.Content.ReadAsStringAsync());
    }

    static string Elsewhere(int seen) => Cursor.Write(new Position(1_093_874_483, Id.New(), 2, seen, "elsewhere"));
}

public sealed class MemoryJudgedTests(JudgedContract.Shop shop) : JudgedContract, IClassFixture<JudgedContract.Shop>
{
    protected override Shop JudgedShop => shop;
}
