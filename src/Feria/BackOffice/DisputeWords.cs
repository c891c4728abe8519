using Feria.Storefront;

namespace Feria.BackOffice;

/// <summary>Why a buyer disputes a payment: the gateway's reason in words, else as the gateway says it.</summary>
static class DisputeWords
{
    public static string Of(string reason, Visit visit) =>
        visit.Language.SayIfKnown("money.because." + reason) ?? reason.Replace('_', ' ');
}
