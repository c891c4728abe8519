using System.Text.RegularExpressions;

namespace Feria.Rules.Tests;

/// <summary>How the code should read, as far as a machine can tell. Each message names the remedy.</summary>
public sealed partial class StyleTests
{
    const int LongestFile = 400;
    const int LongestLine = 120;

    [Fact]
    public void A_file_has_one_thought_of_at_most_400_lines() => Nothing(
        from file in Tree.Code.Concat(Tree.Files(".razor", "src")).Concat(Tree.Files(".css", "src"))
            .Concat(Tree.Files(".sql", "db")).Concat(Tree.Files(".js", "src"))
        where file.Lines.Length > LongestFile
        select $"{file.Path} has {file.Lines.Length} lines: cut it at its second thought.");

    [Fact]
    public void A_line_fits_in_120_columns() => Nothing(
        from file in Tree.Code.Concat(Tree.Files(".sql", "db"))
        from line in file.Lines.Select((text, at) => (text, at: at + 1))
        where line.text.Length > LongestLine
        select $"{file.Path}:{line.at} is {line.text.Length} columns wide: break it.");

    [Fact]
    public void A_type_is_named_for_what_it_is() => Nothing(
        from file in Tree.Files(".cs", "src")
        from Match name in TypeName().Matches(file.Text)
        let bad = Banned().Match(name.Groups["name"].Value)
        where bad.Success
        select $"{file.Path}: {name.Groups["name"].Value} says '{bad.Value}', which says nothing: use a domain word.");

    [Fact]
    public void Nothing_is_left_for_later() => Nothing(
        from file in Tree.Code.Concat(Tree.Files(".razor", "src")).Concat(Tree.Files(".sql", "db"))
        where !file.Path.EndsWith("StyleTests.cs", StringComparison.Ordinal)
        from Match left in Unfinished().Matches(file.Text)
        select $"{file.Path} says {left.Value}: do it, or write an issue.");

    [Fact]
    public void Time_is_taken_in_UTC() => Nothing(
        from file in Tree.Files(".cs", "src")
        where LocalClock().IsMatch(file.Text)
        select $"{file.Path} reads the local clock: use TimeProvider or DateTimeOffset.UtcNow.");

    [Fact]
    public void Money_is_never_floating() => Nothing(
        from file in Tree.Files(".cs", "src/Modules", "src/Contracts")
        from Match match in FloatingMoney().Matches(file.Text)
        select $"{file.Path}: {match.Value.Trim()}: amounts are long minor units.");

    [Fact]
    public void An_interface_has_two_implementers_or_is_a_contract()
    {
        var types = Assemblies.All.SelectMany(assembly => assembly.GetTypes()).ToList();
        var alone =
            from seam in types.Where(
                type => type.IsInterface && type.Namespace?.StartsWith("Feria", StringComparison.Ordinal) is true)
            where seam.Namespace != "Feria.Contracts" && !Alone.ContainsKey(seam.Name)
            where types.Count(type => type.IsClass && seam.IsAssignableFrom(type)) < 2
            select $"{seam.FullName} has one implementer: use the class, or give the reason in StyleTests.Alone.";
        Nothing(alone);
    }

    // The exceptions, each with its reason.
    static readonly Dictionary<string, string> Alone = new()
    {
        ["IProcessCopy"] = "one for each thing a process keeps in memory; most of them are hosted services already",
    };

    [Fact]
    public void Every_event_has_a_kind_with_its_module_and_version() => Nothing(
        from type in Assemblies.All.SelectMany(assembly => assembly.GetTypes())
        where type.IsClass && typeof(IEvent).IsAssignableFrom(type) && Assemblies.IsProduct(type)
        where !EventKindShape().IsMatch(EventKindAttribute.Of(type))
        select $"{type.Name}: '{EventKindAttribute.Of(type)}' is not module.past-tense.v1.");

    [Fact]
    public void What_staff_change_says_what_it_was_and_became() => Nothing(
        from file in Tree.Files(".cs", "src/Modules")
        where StaffWrites().IsMatch(file.Text) && !file.Text.Contains("tx.Audit(", StringComparison.Ordinal)
        let slice = System.IO.Path.GetFileNameWithoutExtension(file.Path)
        where !Unsaid.ContainsKey(slice)
        select $"{file.Path} says nothing to the audit: tx.Audit(…), or give the reason in StyleTests.Unsaid.");

    // Written down all the same, with who did what to which id.
    static readonly Dictionary<string, string> Unsaid = new()
    {
        ["SimulateAnyCart"] = "writes nothing",
        ["CountSegment"] = "writes nothing",
        ["SettlePayment"] = "asks the gateway again: what it then says is the gateway's",
        ["UndoSetting"] = "is said by PutSetting, which writes both",
        ["MoveBanner"] = "is said by ShownMoves",
        ["MoveSponsorship"] = "is said by ShownMoves",
        ["OrderRebuild"] = "is said by Rebuilds, which the console calls too",
    };

    [Fact]
    public void Statements_are_named_after_their_module() => Nothing(
        from file in Tree.Files(".cs", "src/Modules")
        from Match sql in SqlName().Matches(file.Text)
        where sql.Groups["module"].Value != file.Module!.ToLowerInvariant()
        select $"{file.Path}: '-- {sql.Groups["module"].Value}.…' should start with its module's name.");

    static void Nothing(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Prepend("")));
    }

    [GeneratedRegex(@"\.Map(Post|Put|Delete)\([^;]*\.RequireAccess\(", RegexOptions.Singleline)]
    private static partial Regex StaffWrites();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(struct\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex("(Dto|Model|Request|Response|Entity|Info|Data|Manager|Helper|Util|Common|Base|Impl)(?![a-z])")]
    private static partial Regex Banned();

    [GeneratedRegex(@"TODO|FIXME|HACK|XXX:|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bDateTime(Offset)?\.Now\b|\bDateTime\.Today\b")]
    private static partial Regex LocalClock();

    [GeneratedRegex(@"\b(float|double)\??\s+\w*([Pp]rice|[Aa]mount|[Tt]otal|[Ff]ee|[Mm]inor)\w*")]
    private static partial Regex FloatingMoney();

    [GeneratedRegex(@"^[a-z]+\.[a-z]+(-[a-z]+)*\.v\d+$")]
    private static partial Regex EventKindShape();

    [GeneratedRegex(@"^\s*-- (?<module>[a-z]+)\.[a-z-]+\.[a-z-]+\s*$", RegexOptions.Multiline)]
    private static partial Regex SqlName();
}
