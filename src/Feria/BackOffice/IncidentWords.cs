namespace Feria.BackOffice;

/// <summary>How a severity is named and coloured.</summary>
static class IncidentWords
{
    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    public static string Colour(Severity severity) => severity switch
    {
        Severity.Info => "",
        Severity.Warning => "warn",
        _ => "off",
    };
}
