using System.Runtime.CompilerServices;
using Feria.Adapters.Objects;
using Feria.Adapters.S3;
using Feria.Contracts;

namespace Feria.Wide;

static class ObjectStores
{
    /// <summary>Adds the object store a setting names: a bucket, or a folder.</summary>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, string setting) =>
        services.AddSingleton(setting.Contains("://", StringComparison.Ordinal)
            ? Bucket(setting)
            : new FileObjects(setting));

    // Apart, so that nothing of it is loaded where there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static IObjectStore Bucket(string setting) => new S3Objects(S3Settings.Parse(setting));
}
