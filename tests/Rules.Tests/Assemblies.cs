using System.Reflection;

namespace Feria.Rules.Tests;

/// <summary>The product's assemblies: the roof and all it composes.</summary>
static class Assemblies
{
    public static readonly IReadOnlyList<Assembly> All =
    [
        typeof(Database).Assembly,
        typeof(Contracts.Permission).Assembly,
        .. Marketplace.Modules.Select(module => module.GetType().Assembly),
        Assembly.Load("Feria.Adapters"),
        Assembly.Load("Feria.Elasticsearch"),
        Assembly.Load("Feria.Kafka"),
        typeof(Marketplace).Assembly,
    ];

    public static bool IsProduct(Type type) => type.Assembly.GetName().Name is { } name
        && (name.StartsWith("Feria.", StringComparison.Ordinal) || name == "feria");

    /// <summary>Every SQL text an assembly holds: string constants whose first line is a statement's name.</summary>
    public static IEnumerable<(string Owner, string Sql)> Statements(Assembly assembly) =>
        from type in assembly.GetTypes()
        from field in type.GetFields(
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.FieldType == typeof(string) && (field.IsLiteral || field.IsInitOnly)
            && !type.ContainsGenericParameters
        let text = field.IsLiteral ? (string?)field.GetRawConstantValue() : (string?)field.GetValue(null)
        where text?.TrimStart().StartsWith("-- ", StringComparison.Ordinal) is true
        select ($"{type.FullName}.{field.Name}", text);

    /// <summary>Every refusal an assembly can say: static fields and properties of type Refusal.</summary>
    public static IEnumerable<(string Owner, Refusal Refusal)> Refusals(Assembly assembly) =>
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(Refusal)
        select ($"{type.FullName}.{field.Name}", (Refusal)field.GetValue(null)!);
}
