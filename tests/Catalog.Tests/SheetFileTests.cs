using System.Text;

namespace Feria.Catalog.Tests;

/// <summary>What anybody may put into a file comes out of it as it went in.</summary>
public sealed class SheetFileTests
{
    static readonly string[] Quirks =
    [
        "=1+1", "'=1+1", "''-5", "+1", "@x", "'", "''", "a;b", "a,b", "a\tb", "a\"b", "\"", "a\r\nb", " x ", "a|b",
        "a \\| b", "\\", "\\\\|", "x\\", "",
    ];

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void A_cell_that_was_written_is_read_as_it_was(char separator)
    {
        var words = HostileStrings.Sample(7).Concat(Quirks).Where(one => Text.IsStorable(one))
            .Where(one => one.Length > 0 && !(one.StartsWith("=\"") && one.EndsWith('"'))).ToList();
        var lines = words.Select(one => $"{Csv.Field(one)}{separator}x\r\n");
        var (file, refusal) = SheetFile.Read(
            Encoding.UTF8.GetBytes($"\uFEFFsku{separator}title\r\n" + string.Concat(lines)));
        Assert.Null(refusal);
        Assert.Equal(words, file!.Rows.Select(row => row.Cells[0]));
    }

    [Fact]
    public void Several_texts_in_a_cell_come_apart_as_they_were_put_together()
    {
        var random = new Random(1);
        var letters = "ab|\\ =;";
        for (var turn = 0; turn < 2_000; turn++)
        {
            string[] parts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new string(
                [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => letters[random.Next(letters.Length)])]).Trim())
                .Where(part => part.Length > 0)];
            Assert.Equal(parts, Parted.Split(Parted.Join(parts)));
        }
    }

    [Fact]
    public void Thousands_of_rows_of_one_listing_that_all_say_something_wrong_are_refused_at_once()
    {
        SheetLine[] lines = [.. Enumerable.Range(2, 4_000).Select(line => new SheetLine(
            line, new Dictionary<string, string>
            {
                ["sku"] = $"S{line}", ["price"] = "1", ["title"] = "", ["attributes"] = "no attribute",
            }))];
        var group = new SheetGroup(lines, null, () => SheetListing.New("USD", "en"));
        group.Plan(new("USD", new Dictionary<string, SheetListing.KnownAttribute>()));
        Assert.All(lines, line => Assert.Equal(
            ("cell_malformed", "attributes"), (line.Refusal?.Code, line.Refusal?.Field)));
    }

    [Fact]
    public void A_sheet_asks_other_servers_for_so_many_pictures_and_no_more()
    {
        SheetGroup GroupOf(int line, int from, int many)
        {
            var urls = Enumerable.Range(from, many).Select(i => $"https://pictures.example/{i}.png").Append("/media/x");
            var group = new SheetGroup(
                [
                    new(line, new Dictionary<string, string>
                    {
                        ["sku"] = $"S{line}", ["price"] = "1", ["title"] = "Lamp", ["pictures"] = Parted.Join(urls),
                    }),
                ],
                null, () => SheetListing.New("USD", "en"));
            group.Plan(new("USD", new Dictionary<string, SheetListing.KnownAttribute>()));
            return group;
        }

        var foreign = new HashSet<string>();
        SheetGroup[] groups = [GroupOf(2, 0, 1_990), GroupOf(3, 1_980, 21), GroupOf(4, 1_980, 20)];
        foreach (var group in groups) CheckSheet.Bound(group, foreign);
        Assert.Equal(
            [null, "sheet_too_large pictures", null],
            groups.Select(group => group.Lines[0].Refusal is { } no ? $"{no.Code} {no.Field}" : null));
        Assert.Equal(2_000, foreign.Count);
    }

    [Theory]
    [InlineData("sku,title,price,stock", "sku title price stock")]
    [InlineData("SKU;Título;Precio;Existencias;Marca", "sku title price stock brand")]
    [InlineData("Product Name\tQty\tSeller SKU\tColour", "title stock sku attribute:colour")]
    [InlineData("title,name,id,sku", "title   sku")]
    [InlineData("attribute height,sku", "attribute:height sku")]
    public void Columns_are_known_by_their_names(string header, string fields) => Assert.Equal(
        fields, string.Join(' ', SheetFields.Propose(
            SheetFile.Read(Encoding.UTF8.GetBytes(header + "\r\nx,x")).File!.Columns,
            new Dictionary<string, string>())));
}
