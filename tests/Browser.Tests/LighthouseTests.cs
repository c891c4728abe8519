using System.Text.Json;

namespace Feria.Browser.Tests;

/// <summary>
/// What Lighthouse says of the pages most people meet. How fast they are depends on the machine and is measured by
/// <c>./feria bench lighthouse</c>.
/// </summary>
public sealed class LighthouseTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    const double Enough = 0.95;

    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=lamp")]
    [InlineData($"/product/{Street.Lamp}")]
    public async Task A_page_on_a_phone_is_accessible_well_made_and_found(string path)
    {
        var report = await chromium.AuditAsync(
            new(street.Address, path),
            "--only-categories=accessibility,best-practices,seo", "--disable-full-page-screenshot");

        var scores = report.GetProperty("categories").EnumerateObject()
            .ToDictionary(category => category.Name, category => category.Value.GetProperty("score").GetDouble());
        Assert.Equal(["accessibility", "best-practices", "seo"], scores.Keys.Order());
        Assert.True(
            scores.Values.All(score => score >= Enough),
            $"{string.Join(", ", scores.Select(score => $"{score.Key} {score.Value:0.00}"))}\n"
            + string.Join('\n', Failing(report)));
    }

    static IEnumerable<string> Failing(JsonElement report) =>
        from category in report.GetProperty("categories").EnumerateObject()
        from one in category.Value.GetProperty("auditRefs").EnumerateArray()
        let audit = report.GetProperty("audits").GetProperty(one.GetProperty("id").GetString()!)
        let score = audit.GetProperty("score")
        where one.GetProperty("weight").GetDouble() > 0
            && score.ValueKind == JsonValueKind.Number && score.GetDouble() < 1
        select $"{category.Name}: {audit.GetProperty("id")}: {audit.GetProperty("title")}";
}
