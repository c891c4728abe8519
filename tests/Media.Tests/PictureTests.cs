using System.Net;
using System.Text;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Media.Tests;

/// <summary>Pictures are taken in, drawn anew, shown for ever, and swept where nobody shows them.</summary>
public sealed class PictureTests(MediaHost host) : IClassFixture<MediaHost>
{
    [Fact]
    public async Task A_picture_is_shown_in_the_sizes_it_is_large_enough_for()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (status, body) = await host.SendAsync(Samples.Png(900, 600, 1));

        Assert.Equal(200, status);
        var sizes = body.GetProperty("sizes").EnumerateArray().ToList();
        Assert.Equal([320, 640, 900], sizes.Select(size => size.GetProperty("width").GetInt32()));
        foreach (var size in sizes)
        {
            var answer = await host.Http.GetAsync(size.GetProperty("url").GetString());
            Assert.Equal("image/webp", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            var drawn = PictureHeader.Read(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal(size.GetProperty("width").GetInt32(), drawn?.Width);
        }

        Assert.Equal(body.GetProperty("url").GetString(), sizes[^1].GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_same_bytes_are_one_picture_however_many_send_them_at_once()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var picture = Samples.Png(50, 50, 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.SendAsync(picture)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("url").GetString()).Distinct());
        Assert.Equal(1L, await host.SqlAsync("select count(*) from media.picture where width = 50 and height = 50"));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Where_it_was_taken_is_dropped_and_it_stands_as_it_was_held(string kind)
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var sent = kind == "jpeg" ? Samples.Photograph() : Samples.WebpPhotograph();
        Assert.True(Samples.Says(sent, "canary"));

        var (status, body) = await host.SendAsync(sent, $"image/{kind}");

        Assert.Equal((200, 300, 400), (
            status, body.GetProperty("width").GetInt32(), body.GetProperty("height").GetInt32()));
        foreach (var size in body.GetProperty("sizes").EnumerateArray())
        {
            var shown = await host.ShownAsync(size.GetProperty("url").GetString()!);
            Assert.DoesNotContain(true, new[] { "canary", "Exif", "EXIF", "XMP", "ICCP", "xmpmeta" }
                .Select(words => Samples.Says(shown, words)));
        }
    }

    public static TheoryData<string> Pretenders { get; } =
        ["svg", "html", "zip", "gif", "empty", "huge", "bomb", "elf", "pdf", "header-alone"];

    [Theory]
    [MemberData(nameof(Pretenders))]
    public async Task What_only_pretends_is_refused_and_nothing_is_kept(string what)
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (sent, code) = what switch
        {
            "svg" => (Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), Unknown),
            "html" => ("<!doctype html><script>alert(1)</script>"u8.ToArray(), Unknown),
            "zip" => ([.. "PK\x03\x04"u8, .. new byte[1000]], Unknown),
            "gif" => ([.. "GIF89a"u8, .. new byte[100]], Unknown),
            "empty" => ([], Unknown),
            "elf" => ([0x7f, .. "ELF"u8, .. new byte[500]], Unknown),
            "pdf" => ("%PDF-1.7 /JS (app.alert(1))"u8.ToArray(), Unknown),
            "huge" => (Samples.Png(2, 2, 3, claims: (65_000, 65_000)), "picture_too_many_pixels"),
            "bomb" => (Samples.Png(2, 2, 3, claims: (11_000, 11_000)), "picture_too_many_pixels"),
            _ => (Samples.Png(2, 2, 3, claims: (5_000, 5_000))[..40], "picture_broken"),
        };
        var before = await host.KeptAsync();

        var (status, body) = await host.SendAsync(sent);

        Assert.Equal((422, code), (status, body.GetProperty("code").GetString()));
        Assert.Equal(before, await host.KeptAsync());
    }

    const string Unknown = "picture_kind_unknown";

    [Fact]
    public async Task What_hangs_on_a_picture_is_left_behind()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        byte[] polyglot = [.. Samples.Png(64, 64, 4), .. "PK\x03\x04<script>alert('canary')</script>"u8];

        var (status, body) = await host.SendAsync(polyglot);

        Assert.Equal(200, status);
        var shown = await host.ShownAsync(body.GetProperty("url").GetString()!);
        Assert.False(Samples.Says(shown, "script") || Samples.Says(shown, "canary") || Samples.Says(shown, "PK"));
    }

    [Fact]
    public async Task More_bytes_than_a_picture_has_are_refused()
    {
        var (status, body) = await host.SendAsync(new byte[TakePictures.MostBytes + 1]);

        Assert.Equal((413, "body_too_large"), (status, body.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/media/../../etc/passwd")]
    [InlineData("/media/..%2f..%2fetc%2fpasswd/320.webp")]
    [InlineData("/media/00000000000000000000000000000000-10x10/320.webp")]
    [InlineData("/media/00000000000000000000000000000000-10x10/10.webp")]
    [InlineData("/media/00000000000000000000000000000000-10x10/10.webp%0a")]
    [InlineData("/media/x/y")]
    public async Task What_is_no_picture_of_ours_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(path)).StatusCode);

    [Fact]
    public async Task Nobody_who_is_nobody_sends_pictures()
    {
        var answer = await host.Http.PostAsync("/api/v1/pictures",
            new ByteArrayContent(Samples.Png(4, 4)) { Headers = { ContentType = new("image/png") } });

        Assert.Equal((401, "sign_in_needed"), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task A_folder_grants_no_uploads()
    {
        var answer = await host.Http.SendAsync(
            HttpMethod.Post, "/pictures/uploads", await host.TokenAsync(), new { bytes = 100 });

        Assert.Equal((409, "uploads_not_granted"), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task What_nobody_shows_goes_after_a_week_and_what_somebody_shows_stays()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (_, old) = await host.SendAsync(Samples.Png(61, 20, 6));
        var (_, kept) = await host.SendAsync(Samples.Png(62, 20, 6));
        var (_, young) = await host.SendAsync(Samples.Png(63, 20, 6));
        string[] paths = [.. new[] { old, kept, young }.Select(one => one.GetProperty("url").GetString()!)];
        await using (var tx = await host.Database.WriteAsync())
        {
            var shown = await host.Services.GetRequiredService<IPictures>().KeepAsync(
                tx, Guid.NewGuid(),
                [paths[1], "/media/00000000000000000000000000000000-10x10/10.webp", "https://example.com/a.png"]);
            Assert.Equal([paths[1]], shown);
            await tx.CommitAsync();
        }

        await host.SqlAsync(
            "update media.picture set made_at = now() - interval '8 days' where width in (61, 62) and height = 20");
        await Sweep().RunAsync(default, default);

        var answers = await Task.WhenAll(paths.Select(path => host.Http.GetAsync(path)));
        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK],
            answers.Select(answer => answer.StatusCode));
        Assert.Equal(2L, await host.SqlAsync("select count(*) from media.picture where height = 20"));
        var (again, back) = await host.SendAsync(Samples.Png(61, 20, 6));
        Assert.Equal((200, paths[0]), (again, back.GetProperty("url").GetString()));
        await host.ShownAsync(paths[0]);
    }

    [Fact]
    public async Task A_picture_stays_as_long_as_anybody_shows_it()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var path = (await host.SendAsync(Samples.Png(81, 22, 7))).Body.GetProperty("url").GetString()!;
        var other = (await host.SendAsync(Samples.Png(82, 22, 7))).Body.GetProperty("url").GetString()!;
        var (product, review) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var (owner, shows, kept) in new[]
        {
            (product, new[] { path, other }, 2L), (review, [path], 2L), (product, [other], 2L), (review, [], 1L),
            (product, [], 0L), (product, [path], 1L),
        })
        {
            await using var tx = await host.Database.WriteAsync();
            Assert.Equal(
                shows.Order(),
                (await host.Services.GetRequiredService<IPictures>().KeepAsync(tx, owner, shows)).Order());
            await tx.CommitAsync();
            Assert.Equal(kept, await host.SqlAsync(
                "select count(*) from media.picture where height = 22 and kept_at is not null"));
        }
    }

    [Fact]
    public async Task What_is_on_its_way_out_is_not_taken_in_before_it_is_gone()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        await host.SendAsync(Samples.Png(71, 21, 7));
        await host.SqlAsync("""
            update media.picture set going_at = now(), made_at = now() - interval '8 days' where width = 71
            """);

        var (status, body) = await host.SendAsync(Samples.Png(71, 21, 7));
        Assert.Equal((503, "pictures_unavailable"), (status, body.GetProperty("code").GetString()));
        await Sweep().RunAsync(default, default);

        Assert.Equal(200, (await host.SendAsync(Samples.Png(71, 21, 7))).Status);
    }

    Job Sweep() => host.Services.GetServices<Job>().Single(job => job.Name == "media.sweep-pictures");
}
