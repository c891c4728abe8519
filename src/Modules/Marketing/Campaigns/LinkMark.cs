using System.Buffers.Text;

namespace Feria.Marketing;

/// <summary>The mark of a recipient as it stands in a link: 128 bits, of which 122 were drawn at random.</summary>
static class LinkMark
{
    public static string PathOf(Guid mark) => $"/c/{Base64Url.EncodeToString(mark.ToByteArray(bigEndian: true))}";

    public static Guid? Read(string? text)
    {
        if (text is not { Length: 22 } || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : null;
    }
}
