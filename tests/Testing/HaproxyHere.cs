using Feria.Launch;

namespace Feria.Testing;

public static class HaproxyHere
{
    /// <summary>HAProxy's program; a test without one is skipped and says so.</summary>
    public static string Program()
    {
        var found = Outside.Find("haproxy");
        if (found is null) Assert.Skip("HAProxy is not installed: sudo apt-get install haproxy");
        return found;
    }
}
