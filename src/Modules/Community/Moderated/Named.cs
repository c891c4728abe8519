using System.Globalization;

namespace Feria.Community;

/// <summary>How things of the community are named outside: by their id, or by that of what they are part of.</summary>
static class Named
{
    /// <summary>What is no id names nothing.</summary>
    public static Guid[] Ids(string[] things) => [.. things.Select(Id)];

    public static (Guid Question, Guid Store)[] Answers(string[] things) =>
        [.. things.Select(Cut).Select(part => (Id(part.Whole), Id(part.Part)))];

    public static (Guid Order, int Number)[] Messages(string[] things) =>
    [
        .. things.Select(Cut).Select(part => (
            Id(part.Whole),
            int.TryParse(part.Part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)),
    ];

    static (string Whole, string Part) Cut(string thing) =>
        thing.Split('.') is [var whole, var part] ? (whole, part) : ("", "");

    static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;
}
