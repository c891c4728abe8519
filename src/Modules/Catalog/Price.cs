using System.ComponentModel.DataAnnotations;

namespace Feria.Catalog;

/// <summary>What something is sold for, in minor units; nothing is sold for nothing.</summary>
public sealed record Price(
    [Range(1, Price.Most)] long Amount,
    [RegularExpression("^[A-Z]{3}$")] string Currency)
{
    public const long Most = 1_000_000_000_000;
}
