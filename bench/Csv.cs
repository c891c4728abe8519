using System.IO.Compression;
using System.Text;

namespace Feria.Bench;

/// <summary>Rows of a CSV file (RFC 4180, also gzipped) by the names in its header.</summary>
static class Csv
{
    public static IEnumerable<Dictionary<string, string>> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz") ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        string[]? header = null;
        foreach (var row in Rows(reader))
        {
            if (header is null) header = row;
            else yield return header.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);
        }
    }

    static IEnumerable<string[]> Rows(TextReader reader)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        while (reader.Read() is var read and >= 0)
        {
            var c = (char)read;
            if (quoted && c == '"' && reader.Peek() == '"') cell.Append((char)reader.Read());
            else if (c == '"') quoted = !quoted;
            else if (quoted || c is not (',' or '\n' or '\r')) cell.Append(c);
            else if (c is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c != '\n') continue;
                yield return [.. row];
                row.Clear();
            }
        }

        if (row.Count > 0 || cell.Length > 0) yield return [.. row, cell.ToString()];
    }
}
