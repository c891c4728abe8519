namespace Feria.Community;

/// <summary>Whether bytes begin and end as a PDF file does (ISO 32000-2, 7.5.2 and 7.5.5).</summary>
static class PdfHeader
{
    const int WhereItEnds = 1024;

    // At the very beginning: readers also take it further on, behind what another program would take it for.
    public static bool Is(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("%PDF-"u8) && bytes.Length > 8
        && bytes[5] is (byte)'1' or (byte)'2' && bytes[6] == '.' && char.IsAsciiDigit((char)bytes[7])
        && bytes[^Math.Min(bytes.Length, WhereItEnds)..].IndexOf("%%EOF"u8) >= 0;
}
