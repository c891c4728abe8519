using System.Text;

namespace Feria.Catalog;

/// <summary>
/// Reads records of RFC 4180 one after another: quoted fields may hold separators, quotes and line breaks. A broken
/// record is handed out with its fault, and reading goes on behind it. Memory is bounded by the limits.
/// </summary>
public sealed class CsvReader(TextReader text, char separator)
{
    public const int LongestField = 1 << 20;
    public const int MostFields = 500;

    readonly char[] buffer = new char[32 * 1024];
    readonly StringBuilder field = new();
    readonly List<string> fields = [];
    int filled;
    int at;

    /// <summary>The record's number as a spreadsheet shows it: the header is row 1.</summary>
    public long Row { get; private set; }

    public IReadOnlyList<string> Fields => fields;

    /// <summary>Why the record cannot be used; null for a good one.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads the next record, skipping empty lines; false at the end.</summary>
    public bool Read()
    {
        while (Peek() >= 0)
        {
            Row++;
            fields.Clear();
            Fault = null;
            while (ReadField())
            {
            }

            if (fields is not [""]) return true;
        }

        return false;
    }

    // True where another field of the same record follows.
    bool ReadField()
    {
        field.Clear();
        if (Peek() == '"') ReadQuoted();
        while (true)
        {
            var letter = Next();
            if (letter == separator) return Finish(more: true);
            if (letter is -1 or '\n') return Finish(more: false);
            if (letter == '\r')
            {
                if (Peek() == '\n') Next();
                return Finish(more: false);
            }

            Keep((char)letter);
        }
    }

    void ReadQuoted()
    {
        Next();
        while (true)
        {
            var letter = Next();
            if (letter == -1)
            {
                Fault = "quote_not_closed: a quoted field is still open at the end of the file";
                return;
            }

            if (letter != '"') Keep((char)letter);
            else if (Peek() == '"') Keep((char)Next());
            else break;
        }

        if (Peek() is var after && after != separator && after is not (-1 or '\n' or '\r'))
            Fault ??= "quote_misplaced: text follows a closing quote; a quote inside a field is written twice";
    }

    bool Finish(bool more)
    {
        if (fields.Count < MostFields) fields.Add(field.ToString());
        else Fault ??= $"too_many_fields: a row has at most {MostFields}";
        return more;
    }

    void Keep(char letter)
    {
        if (field.Length < LongestField) field.Append(letter);
        else Fault ??= $"field_too_long: a field has at most {LongestField} characters";
    }

    int Peek() => at < filled || Fill() ? buffer[at] : -1;

    int Next() => at < filled || Fill() ? buffer[at++] : -1;

    bool Fill()
    {
        filled = text.Read(buffer, 0, buffer.Length);
        at = 0;
        return filled > 0;
    }
}
