using System.Security.Cryptography;
using System.Text;

namespace Feria.Kernel;

/// <summary>How much a fault matters: in this order.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
    Critical,
}

/// <summary>Something went wrong that nobody who asked can put right.</summary>
/// <param name="Source">error, job, parked, lag, outage, startup or verification.</param>
/// <param name="Kind">What it is: an exception's type, a job, a reaction, a part of the installation.</param>
/// <param name="Service">Module it happened in.</param>
/// <param name="Place">Where in it, without ids and numbers: the same fault has the same place.</param>
public sealed record Mishap(string Source, string Kind, string Service, string Place, Severity Severity)
{
    public const string Error = "error";
    public const string Job = "job";
    public const string Parked = "parked";
    public const string Lag = "lag";
    public const string Outage = "outage";
    public const string Startup = "startup";
    public const string Verification = "verification";

    /// <summary>What makes two of them the same.</summary>
    public Guid Print => new(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{Source}\n{Kind}\n{Service}\n{Place}")).AsSpan(0, 16));

    /// <summary>What an exception is, by its type and the innermost of our own methods it passed.</summary>
    public static Mishap Of(Exception fault, string service, string place, Severity severity)
    {
        var deepest = fault.GetBaseException();
        return new(Error, deepest.GetType().Name, service, $"{place} {MethodOf(fault)}".TrimEnd(), severity);
    }

    // Named without lines, so that a build that moved them tells of the same fault.
    static string MethodOf(Exception fault)
    {
        var frames = new System.Diagnostics.StackTrace(fault).GetFrames();
        foreach (var frame in frames)
            if (System.Diagnostics.DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type } method
                && type.StartsWith("Feria.", StringComparison.Ordinal)
                && !type.StartsWith("Feria.Kernel.", StringComparison.Ordinal))
                return Plain($"{type["Feria.".Length..]}.{method.Name}");
        return "";
    }

    // A state machine or a lambda is told by the method it was written in.
    static string Plain(string name)
    {
        var open = name.IndexOf('<');
        var close = name.IndexOf('>');
        return open >= 0 && close > open + 1
            ? $"{name[..open].TrimEnd('+', '.')}.{name[(open + 1)..close]}"
            : name.Replace('+', '.');
    }
}
