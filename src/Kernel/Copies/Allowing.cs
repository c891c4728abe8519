using Microsoft.AspNetCore.Builder;

namespace Feria.Kernel;

public static class Allowing
{
    /// <summary>Says how often one caller may ask this endpoint, where that is less than what is usual.</summary>
    public static T Allows<T>(this T endpoint, double perMinute, int burst) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Allowance(perMinute / 60, burst));
}
