namespace Feria.Kernel;

/// <summary>What one process does of the whole; any process holds all of the code.</summary>
/// <param name="Web">Serves pages.</param>
/// <param name="Worker">Runs reactions, jobs and whatever else runs by the clock.</param>
/// <param name="Services">Modules whose API it answers to the outside; pages reach all of them inside.</param>
public sealed record ProcessRoles(bool Web, bool Worker, IReadOnlySet<string> Services)
{
    public bool Serves(string module) => Services.Contains(module);
}
