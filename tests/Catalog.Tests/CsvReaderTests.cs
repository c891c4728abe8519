namespace Feria.Catalog.Tests;

public sealed class CsvReaderTests
{
    static List<string[]> Read(string text, char separator = ',')
    {
        var csv = new CsvReader(new StringReader(text), separator);
        var records = new List<string[]>();
        while (csv.Read()) records.Add(csv.Fault is { } fault ? [$"{csv.Row}!{fault.Split(':')[0]}"] : [.. csv.Fields]);
        return records;
    }

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_breaks() =>
        Assert.Equal([["a,b", "8\" x 8\"", "two\r\nlines", ""], ["next", "", "", " x "]],
            Read("\"a,b\",\"8\"\" x 8\"\"\",\"two\r\nlines\",\nnext,,, x \r\n"));

    [Fact]
    public void Every_line_ending_ends_a_record() =>
        Assert.Equal([["a"], ["b"], ["c"], ["d"]], Read("a\r\nb\nc\rd"));

    [Fact]
    public void A_quote_inside_a_bare_field_is_a_letter() =>
        Assert.Equal([["8\" pan", "ok"]], Read("8\" pan,ok"));

    [Fact]
    public void Rows_are_counted_as_a_spreadsheet_shows_them_and_empty_ones_are_skipped()
    {
        var csv = new CsvReader(new StringReader("head\n\n\"two\nlines\"\nlast"), ',');
        var rows = new List<long>();
        while (csv.Read()) rows.Add(csv.Row);
        Assert.Equal([1, 3, 4], rows);
    }

    [Fact]
    public void A_broken_record_is_told_and_the_next_one_is_read() =>
        Assert.Equal([["a", "b"], ["2!quote_misplaced"], ["c", "d"]], Read("a,b\n\"x\"y,z\nc,d"));

    [Fact]
    public void A_quote_never_closed_is_told() =>
        Assert.Equal([["a"], ["2!quote_not_closed"]], Read("a\n\"b\nc\n"));

    [Fact]
    public void A_field_of_ten_megabytes_is_told_and_not_kept()
    {
        var csv = new CsvReader(new StringReader($"a\n\"{new string('x', 10_000_000)}\",y\nb"), ',');
        Assert.True(csv.Read() && csv.Read());
        Assert.StartsWith("field_too_long", csv.Fault);
        Assert.Equal([CsvReader.LongestField, 1], csv.Fields.Select(field => field.Length));
        Assert.True(csv.Read());
        Assert.Equal((null, "b"), (csv.Fault, csv.Fields[0]));
    }

    [Fact]
    public void A_row_of_a_thousand_fields_is_told() =>
        Assert.Equal([["1!too_many_fields"], ["b"]], Read(new string(',', 1000) + "\nb"));
}
