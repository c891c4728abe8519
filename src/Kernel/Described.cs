using Microsoft.AspNetCore.Builder;

namespace Feria.Kernel;

/// <summary>The refusals an endpoint can answer with: published in the OpenAPI document and checked in tests.</summary>
public sealed record RefusalList(IReadOnlyList<Refusal> Refusals);

/// <summary>An example of the body an endpoint takes, published in the OpenAPI document.</summary>
public sealed record BodyExample(object Body);

public static class Described
{
    public static T Refuses<T>(this T endpoint, params Refusal[] refusals) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RefusalList(refusals));

    public static T WithExample<T>(this T endpoint, object body) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new BodyExample(body));
}
