namespace Feria.Kernel;

/// <summary>Text that has to fit.</summary>
public static class Shorter
{
    /// <summary>The beginning of a text: at most so many UTF-16 units, and no letter halved.</summary>
    public static string Of(string text, int atMost) =>
        text.Length <= atMost ? text : text[..(char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1 : atMost)];
}
