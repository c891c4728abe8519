using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Media;
using Feria.Media.Tests;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Community.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Pictures and PDF files of a conversation reach its two sides as files, and nobody else.</summary>
public sealed class AttachmentTests(DemoHost host) : IClassFixture<DemoHost>
{
    static readonly byte[] Pdf = "%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task Both_sides_and_staff_save_what_was_sent_and_nobody_else_does()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var (shop, buyer, order) = await SoldAsync();
        var photograph = Samples.Photograph();
        var picture = await SendAsync(buyer, Mine(order), photograph, "../../dent ana@example.com.jpg");
        var pdf = await SendAsync(buyer, Mine(order), Pdf, "invoice.pdf");
        Assert.Equal((201, 201), (picture.Status, pdf.Status));
        Assert.Equal(
            ("picture", "dent •••", 300, 400), (
                picture.Text("kind"), picture.Text("name"), picture.Body.GetProperty("width").GetInt32(),
                picture.Body.GetProperty("height").GetInt32()));
        var said = await SayAsync(buyer, order, "", picture, pdf);
        Assert.Equal((201, ""), (said.Status, said.Text("text")));

        var seen = (await shop.Owner.GetAsync($"/store/{shop.Store}/conversations/{order}")).Body
            .GetProperty("messages").GetProperty("items")[0].GetProperty("attachments").EnumerateArray().ToList();
        Assert.Equal(["picture", "pdf"], seen.Select(one => one.GetProperty("kind").GetString()!));
        var listed = (await shop.Owner.GetAsync($"/store/{shop.Store}/conversations")).Body.GetProperty("items")[0];
        Assert.Equal(2, listed.GetProperty("last").GetProperty("attachments").GetArrayLength());

        foreach (var (who, path) in new[]
        {
            (buyer, $"/orders/{order}"), (shop.Owner, $"/store/{shop.Store}/conversations/{order}"),
            (shop.Manager, $"/orders/{order}"),
        })
        {
            var answer = await AskAsync(who, $"{path}/attachments/{IdOf(pdf)}");
            Assert.Equal(Pdf, await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
            Assert.Equal(
                "default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
            var shown = await (await AskAsync(who, $"{path}/attachments/{IdOf(picture)}"))
                .Content.ReadAsByteArrayAsync();
            Assert.Equal(("webp", 300, 400), PictureHeader.Read(shown) is { } drawn
                ? (drawn.Kind, drawn.Width, drawn.Height)
                : default);
            Assert.False(Samples.Says(shown, "canary") || Samples.Says(shown, "Exif"));
        }

        // Nobody else, by neither door, and under no address a picture has.
        var elsewhere = await Shop.OpenAsync(host, shop.Manager);
        var theirs = await elsewhere.SellAsync(buyer);
        foreach (var (who, path) in new[]
        {
            (await host.PersonAsync(), $"/orders/{order}"), (elsewhere.Owner, $"/orders/{order}"),
            (elsewhere.Owner, $"/store/{shop.Store}/conversations/{order}"),
            (elsewhere.Owner, $"/store/{elsewhere.Store}/conversations/{order}"),
            (elsewhere.Owner, $"/store/{elsewhere.Store}/conversations/{theirs}"), (buyer, $"/orders/{theirs}"),
        }) Assert.Equal(404, (int)(await AskAsync(who, $"{path}/attachments/{IdOf(pdf)}")).StatusCode);
        Assert.Equal(0L, await host.SqlAsync($"""
            select count(*) from community.attachment f where f::text like '%invoice%' and order_id = '{order}'
            """));
    }

    [Fact]
    public async Task A_file_is_one_messages_and_its_own_sides()
    {
        var (shop, buyer, order) = await SoldAsync();
        var (mine, theirs) = (await SendAsync(buyer, Mine(order), Pdf), await SendAsync(
            shop.Owner, $"/store/{shop.Store}/conversations/{order}/attachments", Pdf));
        var elsewhere = await SendAsync(buyer, Mine(await shop.SellAsync(buyer)), Pdf);

        Assert.Equal(404, (int)(await AskAsync(buyer, $"{Mine(order)}/{IdOf(mine)}")).StatusCode);
        foreach (var files in new[] { [theirs], [elsewhere], new[] { mine, theirs } })
            Assert.Equal("attachment_unknown", (await SayAsync(buyer, order, "Look.", files)).Code);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SayAsync(buyer, order, "Look.", mine, mine)));

        Assert.Equal([201, 422, 422, 422], sent.Select(answer => answer.Status).Order());
        Assert.Equal(1, (await buyer.GetAsync($"/orders/{order}/messages")).Body.GetProperty("last").GetInt32());
        Assert.Equal(201, (await shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}",
            new { attachments = new[] { IdOf(theirs) } })).Status);
    }

    public static TheoryData<string> Pretenders { get; } =
    [
        "svg", "html", "zip", "gif", "empty", "huge", "bomb", "elf", "header-alone", "pdf-later", "pdf-open",
        "pdf-large",
    ];

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
            "huge" => (Samples.Png(2, 2, 3, claims: (65_000, 65_000)), "picture_too_many_pixels"),
            "bomb" => (Samples.Png(2, 2, 3, claims: (11_000, 11_000)), "picture_too_many_pixels"),
            "header-alone" => (Samples.Png(2, 2, 3, claims: (5_000, 5_000))[..40], "picture_broken"),
            "pdf-later" => ([.. "<html>"u8, .. Pdf], Unknown),
            "pdf-open" => (Pdf[..20], Unknown),
            _ => ([.. Pdf, .. new byte[Attachments.MostPdfBytes], .. "%%EOF"u8], "attachment_too_large"),
        };
        var (_, buyer, order) = await SoldAsync();

        Assert.Equal(code, (await SendAsync(buyer, Mine(order), sent, "dent.png")).Code);
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from community.attachment where order_id = '{order}'"));
    }

    const string Unknown = "attachment_kind_unknown";

    [Fact]
    public async Task A_guest_sends_files_too_and_a_conversation_has_so_many()
    {
        var shop = await Shop.OpenAsync(host);
        var guest = $"guest-{Guid.NewGuid():N}";
        var order = await shop.SellToGuestAsync(guest, Api.NewEmail());
        await host.SqlAsync($"""
            insert into community.conversation (region, order_id, store_id, order_number)
            values ('main', '{order}', '{shop.Store}', 'F');
            insert into community.attachment (region, id, order_id, side, kind, bytes)
            select 'main', gen_random_uuid(), '{order}', side, 'pdf', 1
            from (values ('store', 30), ('buyer', 28)) as s(side, many), generate_series(1, many)
            """);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AsGuestAsync(guest)));
        var stranger = await AsGuestAsync($"guest-{Guid.NewGuid():N}");

        Assert.Equal([201, 201, 409, 409, 409], answers.Order());
        Assert.Equal(404, stranger);

        async Task<int> AsGuestAsync(string token)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/orders/{order}/attachments")
            {
                Content = new ByteArrayContent(Pdf) { Headers = { ContentType = new("application/pdf") } },
            };
            asked.Headers.Add("Feria-Cart", token);
            return (int)(await host.Http.SendAsync(asked)).StatusCode;
        }
    }

    [Fact]
    public async Task What_no_message_names_and_what_a_buyer_sent_who_left_is_swept()
    {
        var (shop, buyer, order) = await SoldAsync();
        var (kept, late, unsent) = (
            await SendAsync(buyer, Mine(order), Pdf), await SendAsync(buyer, Mine(order), Pdf),
            await SendAsync(buyer, Mine(order), Pdf));
        await SayAsync(buyer, order, "Look.", kept);
        await host.SqlAsync($"""
            update community.attachment set made_at = now() - interval '25 hours' where id <> '{IdOf(unsent)}'
            """);
        var objects = host.Services.GetRequiredService<IObjectStore>();

        await SweepAsync();
        Assert.Equal("attachment_unknown", (await SayAsync(buyer, order, "Late.", late)).Code);
        Assert.Equal((true, false, true), (
            await IsThereAsync(kept), await IsThereAsync(late), await IsThereAsync(unsent)));
        Assert.Equal(201, (await SayAsync(buyer, order, "In time.", unsent)).Status);

        // As what somebody wrote as a guest, before the order was their account's.
        await host.SqlAsync($"""
            update community.attachment set account_id = null where id = '{IdOf(kept)}';
            update community.message set account_id = null where order_id = '{order}' and number = 1
            """);
        await buyer.DoAsync(HttpMethod.Post, "/me/closure", new { password = Api.Password });
        await host.SettleAsync();
        await SweepAsync();
        Assert.Equal((false, false), (await IsThereAsync(kept), await IsThereAsync(unsent)));
        var messages = (await shop.Owner.GetAsync($"/store/{shop.Store}/conversations/{order}")).Body
            .GetProperty("messages").GetProperty("items").EnumerateArray();
        Assert.All(messages, message => Assert.Equal(
            (JsonValueKind.Null, 0),
            (message.GetProperty("text").ValueKind, message.GetProperty("attachments").GetArrayLength())));

        async Task<bool> IsThereAsync(Said file)
        {
            await using var found = await objects.ReadAsync($"talk/{IdOf(file):N}.pdf", default);
            return found is not null;
        }
    }

    Task SweepAsync() => host.Services.GetServices<Job>().Single(job => job.Name == "community.sweep-attachments")
        .RunAsync(default, default);

    async Task<(Shop Shop, Person Buyer, Guid Order)> SoldAsync()
    {
        var (shop, buyer) = (await Shop.OpenAsync(host), await host.PersonAsync());
        return (shop, buyer, await shop.SellAsync(buyer));
    }

    static string Mine(Guid order) => $"/orders/{order}/attachments";

    static Guid IdOf(Said file) => file.Body.GetProperty("id").GetGuid();

    static Task<Said> SayAsync(Person who, Guid order, string text, params Said[] files) => who.DoAsync(
        HttpMethod.Post, $"/orders/{order}/messages", new { text, attachments = files.Select(IdOf) });

    async Task<Said> SendAsync(Person who, string path, byte[] file, string? name = null)
    {
        using var asked = Asking(
            HttpMethod.Post, path + (name is null ? "" : $"?name={Uri.EscapeDataString(name)}"), who);
        asked.Content = new ByteArrayContent(file) { Headers = { ContentType = new("application/pdf") } };
        var answer = await host.Http.SendAsync(asked);
        return new((int)answer.StatusCode, await answer.JsonAsync());
    }

    async Task<HttpResponseMessage> AskAsync(Person who, string path)
    {
        using var asked = Asking(HttpMethod.Get, path, who);
        return await host.Http.SendAsync(asked);
    }

    static HttpRequestMessage Asking(HttpMethod method, string path, Person who) => new(method, "/api/v1" + path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", who.Token) },
    };
}
