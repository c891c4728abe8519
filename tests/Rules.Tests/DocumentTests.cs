using System.Text.RegularExpressions;

namespace Feria.Rules.Tests;

/// <summary>Documents that must stay true: error codes, requirements, links, migrations.</summary>
public sealed partial class DocumentTests
{
    static readonly IReadOnlyList<(string Owner, Refusal Refusal)> Refusals =
        [.. Assemblies.All.SelectMany(Assemblies.Refusals)];

    [Fact]
    public void A_code_means_one_thing()
    {
        var twice = Refusals.GroupBy(said => said.Refusal.Code)
            .Where(code => code.DistinctBy(said => (said.Refusal.Status, said.Refusal.Sentence)).Count() > 1)
            .Select(code => $"{code.Key} has other words in {string.Join(", ", code.Select(said => said.Owner))}.");
        Assert.Empty(twice);
    }

    [Fact]
    public void Every_code_is_documented_with_its_status()
    {
        var errors = Read("docs/errors.md");
        var missing = Refusals
            .Where(said => !errors.Contains(
                $"| `{said.Refusal.Code}` | {said.Refusal.Status} |", StringComparison.Ordinal))
            .Select(said => $"| `{said.Refusal.Code}` | {said.Refusal.Status} | {said.Refusal.Sentence} |");
        var rows = string.Join('\n', missing);
        Assert.True(rows == "", $"Add to docs/errors.md:\n{rows}");
    }

    [Fact]
    public void No_documented_code_is_gone()
    {
        var known = Refusals.Select(said => said.Refusal.Code).ToHashSet();
        var gone = CodeRow().Matches(Read("docs/errors.md")).Select(row => row.Groups[1].Value)
            .Where(code => !known.Contains(code));
        Assert.Empty(gone);
    }

    [Fact]
    public void Links_in_documents_lead_somewhere()
    {
        var broken =
            from file in Tree.Files(".md", "docs", "src", "db").Append(new SourceFile("README.md", Read("README.md")))
            from Match link in Link().Matches(file.Text)
            let target = link.Groups[1].Value
            where !target.StartsWith("http", StringComparison.Ordinal) && target[0] is not ('#' or '{')
            let path = Path.Combine(Tree.Root, Path.GetDirectoryName(file.Path)!, target.Split('#')[0])
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{file.Path} → {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void A_proven_requirement_names_tests_that_exist()
    {
        var code = string.Join('\n', Tree.Files(".cs", "tests").Select(file => file.Text));
        var rows = RequirementRow().Matches(Read("docs/requirements.md"));
        Assert.True(rows.Count >= 60, "docs/requirements.md lists every id.");
        var untrue =
            from row in rows
            from Match test in TestName().Matches(row.Groups["proof"].Value)
            where !code.Contains($"{test.Groups[2].Value}(", StringComparison.Ordinal)
                || !code.Contains($"class {test.Groups[1].Value}", StringComparison.Ordinal)
            select $"{row.Groups["id"].Value}: {test.Value} is no test.";
        var unproved = rows
            .Where(row => row.Groups["state"].Value.Trim() is "done" && !TestName().IsMatch(row.Groups["proof"].Value))
            .Select(row => $"{row.Groups["id"].Value} is called done, but no test is named.");
        Assert.Empty(untrue.Concat(unproved));
    }

    [Fact]
    public void Migrations_are_numbered_without_a_gap()
    {
        var gaps = Marketplace.Migrations.GroupBy(migration => migration.Module)
            .Where(module => !module.Select(migration => migration.Number)
                .SequenceEqual(Enumerable.Range(1, module.Count())))
            .Select(module => $"db/{module.Key}: {string.Join(' ', module.Select(migration => migration.Number))}");
        Assert.Empty(gaps);
    }

    static string Read(string path) => File.ReadAllText(Path.Combine(Tree.Root, path));

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| (?<id>(RF|FS|NFR|A)\d+) \|[^|]*\|(?<state>[^|]*)\|(?<proof>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex RequirementRow();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();
}
