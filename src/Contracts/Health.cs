namespace Feria.Contracts;

/// <summary>How a part of the installation is: as it should be, worth a look, or not working.</summary>
public enum Vital
{
    Fine,
    Mind,
    Bad,
}

/// <summary>One thing the installation is made of, as it is found to be right now.</summary>
/// <param name="Part">Its kind: process, postgres, store, gateway, elasticsearch, kafka,
/// payments, feed, reactions, jobs.</param>
/// <param name="Name">Tells it from others of its kind.</param>
/// <param name="Facts">Numbers, words and instants by name.</param>
public sealed record VitalSign(string Part, string Name, Vital State, IReadOnlyDictionary<string, object?> Facts);

/// <summary>
/// Looks at one kind of part. A look may fail or hang where the part does: whoever asks bounds it and calls it bad.
/// </summary>
public interface IVitalSigns
{
    string Part { get; }

    Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop);
}
