using System.Security.Cryptography;
using System.Text;

namespace Feria.Launch;

/// <summary>The folder Feria was cloned into, and where the launcher keeps what it makes (all under .feria).</summary>
public sealed class Checkout
{
    Checkout(string root) => Root = Path.GetFullPath(root);

    public string Root { get; }
    public string State => Path.Combine(Root, ".feria");
    public string Tools => Path.Combine(Root, ".deps");
    public string Secrets => Path.Combine(State, "secrets");
    public string Keys => Path.Combine(Secrets, "keys.json");
    public string Objects => Path.Combine(State, "objects");
    public string GatewayFolder => Path.Combine(State, "gateway");
    public string WideFolder => Path.Combine(State, "wide");
    public string RedisFolder => Path.Combine(State, "redis");
    public string HaproxyFolder => Path.Combine(State, "haproxy");

    /// <summary>Says that this marketplace was begun without the demo.</summary>
    public string EmptyMark => Path.Combine(State, "empty");

    public string UpLock => Path.Combine(State, "up.lock");
    public string UpNote => Path.Combine(State, "up.json");

    /// <summary>The checkout whose <c>./feria</c> started us.</summary>
    public static Checkout Find() =>
        new(Environment.GetEnvironmentVariable("FERIA_ROOT") is { Length: > 0 } root
            ? root
            : throw new CannotLaunch("Start this through ./feria in the checkout's root folder."));

    public static Checkout At(string root) => new(root);

    /// <summary>Makes .feria, readable by its owner's programs only where it matters.</summary>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(State);
            Directory.CreateDirectory(
                Secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CannotLaunch($"{State} cannot be written by {Environment.UserName}. Run ./feria as the user who "
                + "owns this folder, or clone Feria into a folder of your own.");
        }
    }

    /// <summary>
    /// The folder for a cluster: under .feria, unless root runs us and PostgreSQL's user cannot reach that
    /// (nobody but root passes /root).
    /// </summary>
    public async Task<string> ClusterFolderAsync(string name)
    {
        var here = Path.Combine(State, name);
        var user = await Unprivileged.ChooseAsync(new ClusterFolder(here).Data);
        if (!user.IsOther) return here;

        Directory.CreateDirectory(here);
        if (await user.CanReachAsync(here)) return here;

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12];
        var elsewhere = Path.Combine("/var/lib/feria", mark, name);
        Directory.CreateDirectory(elsewhere);
        Say.Once($"PostgreSQL runs as {user.User}, who cannot enter {Root}: its files are in {elsewhere}.");
        return elsewhere;
    }
}
