using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Feria.Adapters.Messages;

namespace Feria.Notifications.Tests;

/// <summary>What is told in few words, and who can read them.</summary>
public sealed class ShortMessageTests
{
    // RFC 8291, appendix A.
    const string Point =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const string SenderPoint =
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    const string Encrypted =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
        + "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_example_of_RFC_8291_is_encrypted_to_its_bytes()
    {
        var point = Decoded(SenderPoint);
        using var sender = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });

        var sent = WebPushContent.Encrypt(
            "When I grow up, I want to be a watermelon"u8, Decoded(Point), Decoded("BTBZMqHH6r4Tts7J_aSIgg"), sender,
            Decoded("DGv6ra1nlYgDCS1FRnbzlw"));

        Assert.Equal(Encrypted, Base64Url.EncodeToString(sent));
    }

    [Fact]
    public void A_browser_reads_what_is_encrypted_for_it_and_each_time_it_is_other_bytes()
    {
        var browser = new Subscriber();
        var (point, auth) = (Decoded(browser.P256dh), Decoded(browser.Auth));

        var (one, two) = (
            WebPushContent.Encrypt("¡Llegó!"u8, point, auth), WebPushContent.Encrypt("¡Llegó!"u8, point, auth));

        Assert.Equal(("¡Llegó!", "¡Llegó!"), (browser.Decrypt(one), browser.Decrypt(two)));
        Assert.NotEqual(one, two);
        Assert.True(WebPushContent.IsPoint(point));
        // Not on the curve, where an answer would tell of the key.
        point[40] ^= 1;
        Assert.False(WebPushContent.IsPoint(point));
        Assert.ThrowsAny<CryptographicException>(() => new Subscriber().Decrypt(one));
    }

    [Theory]
    [InlineData("Casa Farol", "Feria: Order F-1 from Casa Farol is confirmed https://feria.example/orders/1")]
    [InlineData("Taller Ñandú “Luz” – 2×1", "Feria: Order F-1 from Taller Ñandu \"Luz\" - 2x1 is confirmed "
        + "https://feria.example/orders/1")]
    public void A_text_is_one_SMS_of_letters_a_phone_has(string store, string expected) =>
        Assert.Equal(expected, TextOf(store));

    [Fact]
    public void A_long_name_is_cut_and_the_link_is_not()
    {
        var text = TextOf(string.Join(' ', Enumerable.Repeat("Almacén", 30)));

        Assert.InRange(SmsText.PlacesOf(text)!.Value, 1, 160);
        Assert.EndsWith("... is confirmed https://feria.example/orders/1", text);
    }

    [Fact]
    public void Of_another_script_all_letters_stay_and_three_SMS_are_the_most()
    {
        var text = TextOf(string.Concat(Enumerable.Repeat("灯具店", 100)));

        Assert.InRange(text.Length, 1, 201);
        Assert.Contains("灯具店", text);
        Assert.EndsWith("https://feria.example/orders/1", text);
    }

    static string TextOf(string store) => SmsText.Of(
        facts => $"Order {facts["number"]} from {facts["store"]} is confirmed",
        new Dictionary<string, string> { ["number"] = "F-1", ["store"] = store }, "https://feria.example/orders/1");

    [Fact]
    public async Task Who_hangs_is_given_up_and_after_five_times_spared()
    {
        var asked = 0;
        var provider = new Provider("The provider", async (_, stop) =>
        {
            asked++;
            await Task.Delay(Timeout.Infinite, stop);
            return null!;
        }, TimeProvider.System) { Patience = TimeSpan.FromMilliseconds(20) };
        for (var tries = 0; tries < 5; tries++)
            Assert.Equal("The provider did not answer.", (await Assert.ThrowsAsync<IOException>(
                () => provider.AskAsync(new(HttpMethod.Post, "http://provider.example"), default))).Message);

        var spared = await Assert.ThrowsAsync<TryLater>(
            () => provider.AskAsync(new(HttpMethod.Post, "http://provider.example"), default));

        Assert.Equal((5, TimeSpan.FromSeconds(30)), (asked, spared.Wait));
    }

    static byte[] Decoded(string text) => Base64Url.DecodeFromChars(text);
}
