using System.ComponentModel.DataAnnotations;

namespace Feria.Accounts;

/// <param name="Why">Told to the user, and kept in the audit.</param>
public sealed record DeskReason([property: Required, PlainText(1000)] string Why);
