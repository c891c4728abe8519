using System.Text;

namespace Feria.Catalog;

/// <summary>Several texts in one cell, with <c>|</c> between; one that holds it leads it by a backslash.</summary>
static class Parted
{
    public static string Join(IEnumerable<string> parts) =>
        string.Join(" | ", parts.Select(part => part.Replace("\\", "\\\\").Replace("|", "\\|")));

    public static List<string> Split(string cell)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        void End()
        {
            if (part.ToString().Trim() is { Length: > 0 } said) parts.Add(said);
            part.Clear();
        }

        for (var at = 0; at < cell.Length; at++)
        {
            if (cell[at] == '\\' && at + 1 < cell.Length && cell[at + 1] is '|' or '\\') part.Append(cell[++at]);
            else if (cell[at] == '|') End();
            else part.Append(cell[at]);
        }

        End();
        return parts;
    }
}
