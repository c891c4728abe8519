using System.Globalization;
using System.Text;

namespace Feria.Kernel;

/// <summary>The readable part of an address: lower-case ASCII letters, digits and single hyphens.</summary>
public static class Slug
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Words of the text; empty where it has no Latin letters or digits.</summary>
    public static string Of(string text, int atMost = 80)
    {
        var slug = new StringBuilder(Math.Min(text.Length, atMost));
        foreach (var letter in Folded(text))
        {
            if (slug.Length == atMost) break;
            if (char.IsAsciiLetterOrDigit(letter)) slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }

    /// <summary>The text, made unique by 50 random bits of what it is the address of.</summary>
    public static string Unique(string text, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var tail = new char[10];
        for (var i = 0; i < tail.Length; i++, bits >>= 5) tail[i] = Alphabet[(int)(bits & 31)];
        var words = Of(text);
        return words.Length == 0 ? new string(tail) : $"{words}-{new string(tail)}";
    }

    // Letters that do not come apart into a base letter and a mark.
    static string Folded(string text) => text
        .Replace("ß", "ss").Replace("æ", "ae").Replace("Æ", "ae").Replace("œ", "oe").Replace("Œ", "oe")
        .Replace('ø', 'o').Replace('Ø', 'o').Replace('ł', 'l').Replace('Ł', 'l').Replace('đ', 'd').Replace('ð', 'd')
        .Replace("'", "").Replace("’", "")
        .Normalize(NormalizationForm.FormD)
        .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
        .Aggregate(new StringBuilder(text.Length), (kept, letter) => kept.Append(letter))
        .ToString();
}
