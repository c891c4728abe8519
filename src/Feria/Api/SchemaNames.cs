using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Feria.Api;

/// <summary>
/// What shapes are called in the API's description: shapes of a slice after it, since many slices have a Body.
/// </summary>
static class SchemaNames
{
    static readonly ConcurrentDictionary<string, Type> Taken = [];

    /// <summary>Null where a shape is written where it is used, as numbers and lists are.</summary>
    public static string? Of(JsonTypeInfo shape)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(shape) is null) return null;
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        var name = NameOf(type);
        return Taken.GetOrAdd(name, type) == type
            ? name
            : throw new InvalidOperationException($"Both {Taken[name]} and {type} would be called {name}.");
    }

    static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.IsGenericType)
            name += "Of" + string.Join("And", type.GetGenericArguments().Select(NameOf));
        return type is { IsNested: true, DeclaringType: { } around } ? NameOf(around) + name : name;
    }
}
