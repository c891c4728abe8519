using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Feria.Pictures;

namespace Feria.Demo.Tests;

public sealed class PictureTests
{
    const int MostBytes = 8_000;
    static readonly int[] Colours = [0xb9583f, 0x2f2b2a, 0xfaf7f2, 0x3f6f8f, 0xd9a441];

    public static TheoryData<string> Kinds => [.. Picture.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_drawn_as_small_and_valid_xml_in_each_view_and_colour(string kind)
    {
        foreach (var picture in Every(kind))
        {
            var svg = picture.Draw();

            Assert.InRange(svg.Length, 400, MostBytes);
            Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fill_names_only_what_the_picture_defines(string kind)
    {
        foreach (var picture in Every(kind))
        {
            var svg = XDocument.Parse(picture.Draw());
            var defined = svg.Descendants().Attributes("id").Select(id => $"url(#{id.Value})").ToHashSet();

            var named = svg.Descendants().Attributes().Select(attribute => attribute.Value);
            Assert.Subset(defined, named.Where(value => value.StartsWith("url(")).ToHashSet());
        }
    }

    [Fact]
    public void There_are_at_least_fifty_kinds() => Assert.InRange(Picture.Kinds.Count(), 50, 500);

    [Fact]
    public void A_name_reads_back_as_the_picture_it_names()
    {
        var picture = new Picture("lamp", 3, 0x00ff7a, 0x0c1d);

        Assert.Equal("/pictures/lamp-3-00ff7a-0c1d.svg", picture.Path);
        Assert.Equal(picture, Picture.Named(picture.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lamp")]
    [InlineData("lamp-5-000000-0000")]
    [InlineData("lamp-1-00000-0000")]
    [InlineData("lamp-1-00000G-0000")]
    [InlineData("lamp-1-FFFFFF-0000")]
    [InlineData("lamp-1-000000-00000")]
    [InlineData("lamp-1-000000-0000\n")]
    [InlineData("dragon-1-000000-0000")]
    [InlineData("../lamp-1-000000-0000")]
    [InlineData("lamp-١-000000-0000")]
    public void A_name_that_is_none_names_nothing(string name) => Assert.Null(Picture.Named(name));

    [Fact]
    public void A_picture_is_the_same_whatever_language_the_machine_speaks()
    {
        var here = CultureInfo.CurrentCulture;
        var drawn = Picture.Kinds.Select(kind => new Picture(kind, 3, 0x3f6f8f, 5).Draw()).ToList();
        try
        {
            CultureInfo.CurrentCulture = new("es-AR");
            Assert.Equal(drawn, Picture.Kinds.Select(kind => new Picture(kind, 3, 0x3f6f8f, 5).Draw()));
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    static IEnumerable<Picture> Every(string kind) =>
        from view in Enumerable.Range(0, Picture.LastView + 1)
        from seed in Enumerable.Range(0, Colours.Length)
        select new Picture(kind, view, Colours[seed], seed * 13007 + view);
}
