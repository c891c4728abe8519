namespace Feria.Kernel;

/// <summary>
/// Something that is true of the data whenever nobody is in the middle of a transaction, and that no constraint of the
/// database can say. <c>feria verify references</c> proves them all in one snapshot.
/// </summary>
/// <param name="Name">Stable, <c>module.what-holds</c>.</param>
/// <param name="Sentence">What holds, as a person would say it.</param>
/// <param name="Over">The table whose rows it is about; they are counted to tell how much was checked.</param>
/// <param name="Sql">
/// Lists what breaks it: one text column, <c>offender</c>. It may read every row once and sort or hash them, never
/// compare each with each.
/// </param>
public sealed record Claim(string Name, string Sentence, string Over, string Sql);
