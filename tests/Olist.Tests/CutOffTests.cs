using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Olist.Tests;

public sealed class CutOffTests(FeriaHost feria) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Cut_off_anywhere_it_leaves_nothing_half_and_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("feria-olist-").FullName;
        await Cut.WriteAsync(folder);
        // After reading, after the goods, after the orders.
        foreach (var part in new[] { .09, .29, .89 })
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImportOlist.RunAsync(
                feria.Services, new(folder, 0, null), new CutOff(part, stop), stop.Token));
            await AssertWholeAsync();
        }

        var report = await ImportOlist.RunAsync(feria.Services, new(folder, 0, null), null, CancellationToken.None);

        Assert.Equal(new FileCount(47, 0, 36, 11), report.Files["orders"]);
        Assert.Equal(new FileCount(37, 31, 0, 6), report.Files["reviews"]);
        await AssertWholeAsync();
        Directory.Delete(folder, recursive: true);
    }

    async Task AssertWholeAsync()
    {
        var findings = await feria.Services.GetRequiredService<VerifyReferences>()
            .RunAsync(null, CancellationToken.None);
        Assert.Equal([], findings.Where(finding => finding.Broken > 0).Select(finding => finding.Claim));
    }

    sealed class CutOff(double part, CancellationTokenSource stop) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= part) stop.Cancel();
        }
    }
}
