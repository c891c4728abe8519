using Feria.Kernel;

namespace Feria.Api;

/// <summary>
/// Every refusal an endpoint can answer with: its own, and those the ground floor gives on its behalf.
/// </summary>
static class EndpointRefusals
{
    public static IReadOnlyList<Refusal> Of(IEnumerable<object> metadata, string method, bool takesBody)
    {
        var all = metadata as IReadOnlyList<object> ?? [.. metadata];
        var own = all.OfType<RefusalList>().SelectMany(list => list.Refusals);
        return [.. own.Concat(Given(all, method, takesBody)).DistinctBy(refusal => refusal.Code)];
    }

    static IEnumerable<Refusal> Given(IReadOnlyList<object> metadata, string method, bool takesBody)
    {
        yield return KernelRefusals.BadRequest;
        yield return KernelRefusals.MalformedText;
        if (takesBody)
        {
            yield return KernelRefusals.MalformedBody;
            yield return KernelRefusals.InvalidFields;
            yield return KernelRefusals.BodyTooLarge;
            yield return KernelRefusals.UnsupportedMediaType;
        }

        var rule = metadata.OfType<AccessRule>().LastOrDefault();
        if (rule is { Who: not Audience.Anyone }) yield return KernelRefusals.SignInNeeded;
        if (rule is { Who: Audience.AccountOrKey })
        {
            yield return Stores.Refusals.KeyLacks;
            yield return Stores.Refusals.KeyRests;
        }

        if (rule is { IsStaffs: true })
        {
            yield return KernelRefusals.NotAllowed;
            yield return KernelRefusals.SecondStepNeededOfStaff;
        }

        if (metadata.OfType<InPerson>().Any()) yield return KernelRefusals.OnlyInPerson;
        if (method is not ("GET" or "HEAD"))
        {
            yield return KernelRefusals.CrossSiteWrite;
            yield return KernelRefusals.IdempotencyKeyMalformed;
            yield return KernelRefusals.IdempotencyKeyBusy;
            yield return KernelRefusals.IdempotencyKeyReused;
        }

        yield return KernelRefusals.TooManyRequests;
        yield return KernelRefusals.Unavailable;
    }
}
