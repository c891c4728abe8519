namespace Feria.Trust;

/// <summary>Why something is reported or decided.</summary>
public static class Reason
{
    public const string Fraud = "fraud";
    public const string Counterfeit = "counterfeit";
    public const string Forbidden = "forbidden";
    public const string Offensive = "offensive";
    public const string Contact = "contact";
    public const string Copied = "copied";
    public const string Other = "other";

    public static readonly IReadOnlyList<string> All =
        [Fraud, Counterfeit, Forbidden, Offensive, Contact, Copied, Other];
}

/// <summary>What moderators decide.</summary>
public static class Outcome
{
    public const string Dismiss = "dismiss";
    public const string Warn = "warn";
    public const string Remove = "remove";
    public const string Strike = "strike";
    public const string Uphold = "uphold";
    public const string Overturn = "overturn";

    /// <summary>Of a change that waits: it is applied.</summary>
    public const string Approve = "approve";
    public const string Refuse = "refuse";

    /// <summary>Whether it takes the thing out of sight.</summary>
    public static bool Removes(string outcome) => outcome is Remove or Strike;

    /// <summary>Whether somebody is told why, and may appeal.</summary>
    public static bool IsAgainst(string outcome) => outcome is Warn or Remove or Strike;
}
