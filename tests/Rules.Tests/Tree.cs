using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Feria.Rules.Tests;

/// <summary>The source tree as the rules see it.</summary>
static partial class Tree
{
    public static readonly string Root = Find();

    /// <summary>Hand-written files under the given folders, by extension, relative to the root.</summary>
    public static IEnumerable<SourceFile> Files(string extension, params string[] folders) =>
        from folder in folders
        let path = Path.Combine(Root, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, $"*{extension}", SearchOption.AllDirectories)
        where !BuildOutput().IsMatch(file)
        orderby file
        select new SourceFile(Path.GetRelativePath(Root, file), File.ReadAllText(file));

    public static IEnumerable<SourceFile> Code => Files(".cs", "src", "tests", "bench");

    static string Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Feria.slnx"))) folder =
            Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Feria.slnx is above none of the tests' folders.");
    }

    [GeneratedRegex(@"/(bin|obj|node_modules|\.deps|\.feria)/")]
    private static partial Regex BuildOutput();
}

sealed record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.Split('\n');

    /// <summary>The module's folder name, for a file under src/Modules.</summary>
    public string? Module => Path.Split('/') is ["src", "Modules", var module, ..] ? module : null;
}
