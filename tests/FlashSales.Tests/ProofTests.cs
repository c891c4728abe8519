using System.Security.Cryptography;
using System.Text.Json;

namespace Feria.FlashSales.Tests;

/// <summary>The proof counts rows, so rows that were meddled with are found.</summary>
public sealed class ProofTests(Bazaar bazaar) : IClassFixture<Bazaar>
{
    public static IReadOnlyList<string> Broken(JsonElement proof) =>
    [
        .. proof.GetProperty("checks").EnumerateArray()
            .Where(check => !check.GetProperty("holds").GetBoolean())
            .Select(check => check.GetProperty("name").GetString()!),
    ];

    [Fact]
    public async Task A_finished_sale_is_proved_from_its_rows_and_anybody_can_draw_it_again()
    {
        var sale = await SellAsync();
        var proof = await bazaar.ProveAsync(sale, "?rows=true");

        Assert.Equal([], Broken(proof));
        Assert.True(proof.GetProperty("isFinal").GetBoolean() && proof.GetProperty("holds").GetBoolean());
        var units = proof.GetProperty("units");
        Assert.Equal((2, 2, 0, 0, 0), (units.GetProperty("setAside").GetInt32(), units.GetProperty("sold").GetInt32(),
            units.GetProperty("held").GetInt32(), units.GetProperty("unsold").GetInt32(),
            units.GetProperty("oversold").GetInt32()));
        var buyers = proof.GetProperty("buyers");
        Assert.Equal((4, 2, 2, 2), (buyers.GetProperty("spots").GetInt32(), buyers.GetProperty("bought").GetInt32(),
            buyers.GetProperty("refused").GetInt32(), buyers.GetProperty("lastBought").GetInt32()));

        var seed = Convert.FromHexString(proof.GetProperty("seed").GetString()!);
        Assert.Equal(
            proof.GetProperty("seedDigest").GetString(), Convert.ToHexStringLower(SHA256.HashData(seed)));
        foreach (var row in proof.GetProperty("line").EnumerateArray())
            Assert.Equal(
                row.GetProperty("lot").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(
                    [.. seed, .. row.GetProperty("spot").GetGuid().ToByteArray(bigEndian: true)])));
    }

    [Theory]
    [InlineData("number = case number when 1 then 2 when 2 then 1 end", "number <= 2", "numbers_follow_the_draw")]
    [InlineData("lot = sha256('mine')", "number = 1", "lots_are_the_seed_s")]
    [InlineData("admitted_at = now() + interval '1 minute'", "number = 1", "turns_follow_numbers")]
    [InlineData("admitted_at = null", "number = 1", "nobody_bought_from_behind")]
    [InlineData("per_buyer = 1, taken = 1", "number = 1", null)]
    public async Task A_row_that_was_meddled_with_is_found(string set, string which, string? check)
    {
        var sale = await SellAsync();
        // Both numbers at once: the constraint is looked at row by row.
        if (set.StartsWith("number", StringComparison.Ordinal))
            await bazaar.SqlAsync($"update flashsales.spot set number = -number where sale_id = '{sale}' and {which}");
        await bazaar.SqlAsync(set.StartsWith("number", StringComparison.Ordinal)
            ? $"update flashsales.spot set number = 3 + number where sale_id = '{sale}' and number < 0"
            : $"update flashsales.spot set {set} where sale_id = '{sale}' and {which}");

        var broken = Broken(await bazaar.ProveAsync(sale));
        if (check is null) Assert.Empty(broken);
        else Assert.Contains(check, broken);
    }

    [Fact]
    public async Task The_seed_is_not_told_while_the_sale_goes_on()
    {
        var (sale, _) = await bazaar.GatherAsync(2);
        var proof = await bazaar.ProveAsync(sale);
        Assert.Equal(JsonValueKind.Null, proof.GetProperty("seed").ValueKind);
        Assert.False(proof.GetProperty("isFinal").GetBoolean());
        Assert.Equal("flash_sale_not_found", (await bazaar.ProveAsync(Guid.Empty)).GetProperty("code").GetString());
    }

    // Two units, four buyers: the first two of the line buy.
    async Task<Guid> SellAsync()
    {
        var (sale, offer) = await bazaar.GatherAsync(2);
        var buyers = Enumerable.Range(0, 4).Select(_ => bazaar.AsGuest()).ToList();
        foreach (var buyer in buyers) await Bazaar.JoinAsync(buyer, sale);
        await bazaar.StartAsync(sale);
        foreach (var buyer in buyers)
        {
            var spot = await Bazaar.UntilAsync(buyer, sale, "admitted", "waiting", "closed");
            if (spot.GetProperty("number").GetInt32() > 2) continue;
            await Bazaar.UntilAsync(buyer, sale, "admitted");
            Bazaar.Accepted(await Bazaar.BuyAsync(buyer, sale, offer));
        }

        await bazaar.UntilClosedAsync(sale);
        foreach (var buyer in buyers) buyer.Dispose();
        return sale;
    }
}
