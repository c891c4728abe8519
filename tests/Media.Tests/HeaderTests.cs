namespace Feria.Media.Tests;

/// <summary>What a picture's first bytes say, and what is taken out of one.</summary>
public sealed class HeaderTests
{
    [Fact]
    public void Each_kind_says_its_size()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var png = Samples.Png(123, 45);
        Assert.Equal(new PictureHeader.Claim("png", 123, 45), PictureHeader.Read(png));
        Assert.Equal(new PictureHeader.Claim("jpeg", 123, 45), PictureHeader.Read(Samples.Convert(png, "jpg")));
        Assert.Equal(new PictureHeader.Claim("webp", 123, 45), PictureHeader.Read(Samples.Convert(png, "webp")));
        Assert.Equal(new PictureHeader.Claim("jpeg", 400, 300), PictureHeader.Read(Samples.Photograph()));
        Assert.Equal(new PictureHeader.Claim("webp", 400, 300), PictureHeader.Read(Samples.WebpPhotograph()));
    }

    [Fact]
    public void Of_any_bytes_it_says_something_or_nothing_and_never_throws()
    {
        var random = new Random(7);
        byte[][] heads = [[0xff, 0xd8, 0xff, 0xe0], Samples.Png(3, 3), [.. "RIFF\0\0\0\0WEBPVP8X"u8], []];
        for (var turn = 0; turn < 20_000; turn++)
        {
            var head = heads[turn % heads.Length];
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            byte[] all = [.. head[..random.Next(head.Length + 1)], .. bytes];
            PictureHeader.Read(all);
            try
            {
                WebpChunks.PictureAlone(all);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void A_webp_file_is_left_with_its_picture_alone()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var sent = Samples.WebpPhotograph();
        Assert.True(Samples.Says(sent, "EXIF"));

        var alone = WebpChunks.PictureAlone([.. sent]);

        Assert.False(Samples.Says(alone, "EXIF") || Samples.Says(alone, "canary") || Samples.Says(alone, "XMP "));
        Assert.Equal(alone.Length - 8, BitConverter.ToInt32(alone, 4));
        Assert.Equal(new PictureHeader.Claim("webp", 400, 300), PictureHeader.Read(alone));
        Assert.Equal(alone, WebpChunks.PictureAlone([.. alone]));
    }
}
