using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel;

/// <summary>A room of the house: what it registers and which routes it answers. Its name is its schema's.</summary>
public interface IModule
{
    string Name { get; }

    /// <summary>Registers the module's contract calls, reactions and jobs.</summary>
    void Add(IServiceCollection services, IConfiguration settings);

    /// <summary>Maps its slices, a line each, under <c>/api/v1</c>.</summary>
    void Map(IEndpointRouteBuilder api);

    /// <summary>Constraint names that a slice leaves to the database, and the refusal each one means.</summary>
    IReadOnlyDictionary<string, Refusal> Constraints => new Dictionary<string, Refusal>();

    /// <summary>What holds within its own tables beyond what constraints say.</summary>
    IReadOnlyList<Claim> Claims => [];
}

public static class ModuleServices
{
    public static IServiceCollection AddReaction<T>(this IServiceCollection services) where T : Reaction =>
        services.AddSingleton<Reaction, T>();

    public static IServiceCollection AddIntake<T>(this IServiceCollection services) where T : Intake =>
        services.AddSingleton<Intake, T>();

    /// <summary>Copies in every process hear of events of this type as soon as they can be seen.</summary>
    public static IServiceCollection AddNews<T>(this IServiceCollection services) where T : IEvent =>
        services.AddSingleton(new NewsKind(EventKindAttribute.Of(typeof(T))));

    public static IServiceCollection AddJob<T>(this IServiceCollection services) where T : Job =>
        services.AddSingleton<Job, T>();

    /// <summary>An operator can set it; usually it is what the environment says, where that says anything.</summary>
    public static IServiceCollection AddSetting<T>(this IServiceCollection services, Setting<T> setting, int? usual)
        where T : notnull
    {
        var known = new KnownSetting(setting, usual is null ? setting.Usual : Setting.Json(usual.Value));
        return setting.FaultOf(known.Usual) is { } fault
            ? throw new InvalidOperationException($"The environment sets {setting.Key} to {usual}. {fault}")
            : services.AddSingleton(known);
    }

    public static IServiceCollection AddSettings(this IServiceCollection services, params Setting[] settings)
    {
        foreach (var setting in settings) services.AddSingleton(new KnownSetting(setting, setting.Usual));
        return services;
    }

    public static IServiceCollection AddCopy<T>(this IServiceCollection services) where T : KeptCopy =>
        services.AddSingleton<KeptCopy, T>();

    public static IServiceCollection AddProcessCopy<T>(this IServiceCollection services)
        where T : class, IProcessCopy => services.AddSingleton<IProcessCopy>(all => all.GetRequiredService<T>());
}
