using Feria.Storefront;
using Feria.Stores;

namespace Feria.SellerDesk;

/// <summary>What a requirement is called: by Feria's own words, else by the platform's, else by its name.</summary>
static class RequirementWords
{
    public static string Of(Requirements.Standing one, Visit visit) =>
        visit.Language.SayIfKnown("sell.requirement." + one.Name)
        ?? one.Words.GetValueOrDefault(visit.Language.Code)
        ?? one.Words.GetValueOrDefault(Words.First)
        ?? one.Words.Values.FirstOrDefault()
        ?? one.Name;
}
