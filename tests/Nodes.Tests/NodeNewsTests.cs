using Feria.Launch;

namespace Feria.Nodes.Tests;

/// <summary>What an operator reads of nodes: in the log as it happens, and from the doctor when asked.</summary>
public sealed class NodeNewsTests(PairedFixture paired) : IClassFixture<PairedFixture>
{
    PairedMarket Market => paired.Market;

    [Fact]
    public async Task A_node_lost_found_and_promoted_is_told_once_each_and_the_doctor_sees_it()
    {
        await Market.WholeAsync();
        var (primary, replica) = (Market.Database.Nodes.All[0].Name, Market.Database.Nodes.All[1].Name);
        var log = new Lines<NodeNews>();
        using var news = new NodeNews(Market.Database, log);
        await news.StartAsync(default);
        await log.UntilSaidAsync($"Debug: Database node {replica} is replica");
        Assert.Equal((0, true, true), await AskDoctorAsync($"{primary}: primary", $"{replica}: replica"));

        await PairedCluster.KillAsync(Market.Pair.Replica);
        await Launched.UntilAsync(
            () => Task.FromResult(log.Said.Any(line => line.StartsWith(
                $"Warning: Database node {replica} does not answer: ", StringComparison.Ordinal))),
            "the lost replica was not told");
        Assert.Equal((0, true, true), await AskDoctorAsync($"{primary}: primary", $"{replica}: neither"));
        await Market.Pair.Replica.StartAgainAsync();
        await log.UntilSaidAsync($"Information: Database node {replica} answers again, as replica");

        await PairedCluster.KillAsync(Market.Pair.Primary);
        Assert.Equal((1, true, true), await AskDoctorAsync("no primary", $"{replica}: replica"));
        await Market.Pair.Replica.PromoteAsync();
        await log.UntilSaidAsync($"Warning: Database node {replica} is now primary");
        Assert.Equal((0, true, true), await AskDoctorAsync($"{primary}: neither", $"{replica}: primary, timeline 2"));
        await news.StopAsync(default);

        // On a machine that is very busy a node may be lost and found between; never lost twice in a row.
        foreach (var node in new[] { primary, replica })
        {
            var lost = log.Said.Where(line => line.Contains(node))
                .Select(line => line.Contains("does not answer")).ToList();
            Assert.Contains(true, lost);
            Assert.DoesNotContain((true, true), lost.Zip(lost.Skip(1)));
        }
    }

    // How it ended, and whether it said each of these.
    async Task<(int Code, bool First, bool Second)> AskDoctorAsync(string first, string second)
    {
        using var doctor = new Launched(
            TestCluster.Root,
            new Dictionary<string, string>
            {
                ["Feria__Postgres"] = Market.Pair.ConnectionString(PrivateCluster.Owner),
            },
            "doctor");
        var code = await doctor.CodeAsync();
        return (code, doctor.Said.Contains(first), doctor.Said.Contains(second));
    }
}
