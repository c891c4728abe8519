namespace Feria.Wide;

/// <summary>
/// A process answers the API of its own services. Of the others it has the endpoints too, because its pages call them
/// inside, but whoever comes from outside is told that they are elsewhere.
/// </summary>
static class Served
{
    /// <summary>Marks an endpoint as a module's.</summary>
    public sealed record Service(string Name);

    /// <summary>Maps a module's slices so that they know whose they are.</summary>
    public static void Map(IEndpointRouteBuilder api, IModule module)
    {
        var routes = api.MapGroup("");
        routes.WithMetadata(new Service(module.Name));
        module.Map(routes);
    }

    public static void UseServed(this WebApplication app, ProcessRoles roles) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Service>() is { } service && !roles.Serves(service.Name)
            ? KernelRefusals.NotServedHere.AsProblem().ExecuteAsync(context)
            : next(context));
}
