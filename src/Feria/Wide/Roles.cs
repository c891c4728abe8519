namespace Feria.Wide;

/// <summary>Reads the roles and services of a process as a person writes them: words with commas between.</summary>
static class Roles
{
    public const string Web = "web";
    public const string Api = "api";
    public const string Worker = "worker";

    static readonly string[] All = [Web, Api, Worker];

    /// <param name="roles">All of them where nothing is said.</param>
    /// <param name="services">What <c>api</c> answers: names of modules, all of them where nothing is said.</param>
    public static ProcessRoles Read(string? roles, string? services)
    {
        var modules = Marketplace.Modules.Select(module => module.Name).ToArray();
        var does = Known(roles, All, "role");
        if (services is { Length: > 0 } && !does.Contains(Api))
            throw new WrongSetting($"Services ({services}) are answered by the role {Api}; the roles are {roles}.");
        return new(
            does.Contains(Web), does.Contains(Worker),
            does.Contains(Api) ? Known(services, modules, "service").ToHashSet() : new HashSet<string>());
    }

    /// <summary>The words of a list, each of them known.</summary>
    public static string[] Known(string? list, IReadOnlyCollection<string> known, string kind)
    {
        var words = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
            if (!known.Contains(word))
                throw new WrongSetting($"There is no {kind} '{word}'. There are: {string.Join(", ", known)}.");
        return words is [] ? [.. known] : words;
    }
}
