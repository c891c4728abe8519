namespace Feria.Contracts;

/// <summary>An operator changed a setting, or what it will be; every process reads what stands now.</summary>
[EventKind("operations.setting-changed.v1")]
public sealed record SettingChanged(string Setting, int Version) : IEvent
{
    public Guid Key => Changes.OfKind(Setting);
}

/// <summary>Settings as they are this instant, for what decides money: a process's copy may be a second old.</summary>
public interface ISettingDesk
{
    /// <summary>By the session's own snapshot.</summary>
    Task<T> NowAsync<T>(Session session, Setting<T> setting) where T : notnull;
}
