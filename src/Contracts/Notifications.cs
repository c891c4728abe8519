namespace Feria.Contracts;

/// <summary>
/// A letter to write. Kept sealed until it is sent; the address and the texts never stand in an event, a job or a log.
/// </summary>
/// <param name="Template">Name of the letter: verify-email, reset-password, order-confirmed …</param>
/// <param name="Facts">What the template fills in: numbers, links, names.</param>
public sealed record Letter(string To, string Locale, string Template, IReadOnlyDictionary<string, string> Facts);

/// <summary>A letter in words, as it is sent.</summary>
/// <param name="Id">The same for every try, so that a receiver can tell a repeated letter.</param>
public sealed record WrittenLetter(Guid Id, string To, string Subject, string Text, string Html);

/// <summary>Carries letters out of the house: SMTP where configured. Without a carrier they are not sent.</summary>
public interface ILetterCarrier
{
    Task CarryAsync(WrittenLetter letter, CancellationToken stop);
}

public interface IPostOffice
{
    /// <summary>Takes the letter in the caller's transaction; it is sent after the commit, with retries.</summary>
    Task PostAsync(Tx tx, Letter letter);

    /// <summary>The same of many, but for those whose mark a letter of the last two months had.</summary>
    Task PostOnceAsync(Tx tx, IReadOnlyList<(Letter Letter, string Mark)> letters);
}
