namespace Feria.Trust;

/// <summary>Every "no" that those who look after reports can say, and hear.</summary>
public static class Refusals
{
    public static readonly Refusal ThingNotFound = new(404, "thing_not_found",
        "There is nothing like that for you to report.");

    public static readonly Refusal ThingYours = new(409, "thing_is_yours",
        "It is yours, or your store's: change it or remove it yourself.");

    public static readonly Refusal CaseNotFound = new(404, "case_not_found", "There is no such case.");

    public static readonly Refusal CaseTaken = new(409, "case_taken",
        "Somebody else is looking at this case. It is free again when they give it back, or their time is over.");

    public static readonly Refusal CaseDecided = new(409, "case_decided",
        "Somebody decided this meanwhile. Look at what they decided.");

    public static readonly Refusal CaseChanged = new(409, "case_changed",
        "Somebody changed this case since you opened it. Look at it as it is now, then try again.");

    public static readonly Refusal CaseYours = new(403, "case_is_yours",
        "It is about you, about your store, or you reported it: somebody else decides.");

    public static readonly Refusal CaseHandedUp = new(409, "case_handed_up",
        "You handed this up: somebody else decides.");

    public static readonly Refusal CaseIsAppeal = new(409, "case_is_appeal",
        "An appeal is upheld or overturned, and nothing else is decided so.");

    public static readonly Refusal CaseIsChange = new(409, "case_is_change",
        "A change that waits is approved or refused, and nothing else is decided so.");

    public static readonly Refusal CaseIsNoChange = new(409, "case_is_no_change",
        "Only a change that waits is approved or refused.");

    public static readonly Refusal DecisionYours = new(403, "decision_is_yours",
        "You made the decision this appeal is against: somebody else decides.");

    public static readonly Refusal ThingGone = new(409, "thing_gone",
        "It is out of sight already, or it was removed by who wrote it. Dismiss the reports, or warn.");

    public static readonly Refusal NobodyAffected = new(409, "nobody_affected",
        "It belongs to nobody here who could be warned or struck.");

    public static readonly Refusal NotUndoable = new(409, "decision_not_undoable",
        "There is nothing to put back: the decision was undone already, or took nothing away.");

    public static readonly Refusal DecisionNotFound = new(404, "decision_not_found",
        "There is no such decision about you or your store.");

    public static readonly Refusal AppealTooLate = new(409, "appeal_too_late",
        "The time in which this decision could be appealed is over.");

    public static readonly Refusal AppealedAlready = new(409, "appealed_already",
        "This decision was appealed already: a decision can be appealed once.");

    public static readonly Refusal RuleNotFound = new(404, "moderation_rule_not_found", "There is no such rule.");

    public static readonly Refusal RuleOutOfRange = new Refusal(422, "moderation_rule_out_of_range",
        "The number is outside of what this rule allows.").At("value");

    public static readonly Refusal WordTooPlain = new Refusal(422, "forbidden_word_too_short",
        "A forbidden word has at least two letters or digits.").At("word");

    public static readonly Refusal TooManyWords = new(409, "too_many_forbidden_words",
        "A language has 500 forbidden words at most.");
}
