namespace Feria.Pictures;

/// <summary>What makes one lamp differ from the next: its colour, and choices drawn in order from its seed.</summary>
sealed class Look(Ink main, int seed)
{
    uint state = (uint)seed * 2654435761 + 97;

    public Ink Main { get; } = main;

    /// <summary>A second colour that sits well beside the main one.</summary>
    public Ink Accent { get; } = new Ink(
        main.Lightness > .6 ? .48 : .76, Math.Clamp(main.Chroma, .05, .085), main.Hue).Turned(60 + seed % 5 * 60);

    /// <summary>The main colour kept away from the paper's own white, for things that would vanish on it.</summary>
    public Ink Solid => Main.Lightness > .93 ? Main with { Lightness = .93 } : Main;

    /// <summary>The initial on a store's sign.</summary>
    public char Letter { get; } = (char)('A' + seed % 26);

    public Ink Wood => Of(Ink.Oak, Ink.Walnut, Ink.Oak.Lighter(2));

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Pick(choices.Length)];

    public int Between(int least, int most) => least + Pick(most - least + 1);

    public bool Maybe => Pick(2) == 0;

    public int Pick(int count)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)count);
    }
}
