namespace Feria.Launch;

/// <summary>Where a private cluster keeps its things, and what its files tell about a running postmaster.</summary>
sealed class ClusterFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);
    public string Data => In("data");
    public string Unfinished => In("data.unfinished");
    public string Socket => In("socket");
    public string Log => In("log");
    public string LogFile => In("log/postgres.log");
    public string Password => In("password");
    public string Ready => In("ready");
    public string UseLock => In("use.lock");
    public string StartLock => In("start.lock");

    public sealed record Postmaster(int Id, int Port);

    /// <summary>The live postmaster: the one the pid file names, if that process stands in our folder.</summary>
    public Postmaster? RunningPostmaster() =>
        PidFile() is { } named && Directory.Exists($"/proc/{named.Id}") && StandsHere(named.Id) ? named : null;

    /// <summary>
    /// After a crash the number in the pid file may by now be another program's, which PostgreSQL would take for a
    /// living postmaster and refuse to start.
    /// </summary>
    public void ForgetDeadPostmaster()
    {
        if (RunningPostmaster() is null) File.Delete(System.IO.Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>The major version that made the data, or null when there is none yet.</summary>
    public int? Major =>
        File.Exists(In("data/PG_VERSION")) && int.TryParse(File.ReadAllText(In("data/PG_VERSION")), out var major)
            ? major
            : null;

    /// <summary>The port used last, so that it stays the same while it is free.</summary>
    public int? LastPort =>
        File.Exists(In("data/feria.conf"))
        && File.ReadLines(In("data/feria.conf")).FirstOrDefault(line => line.StartsWith("port = ")) is { } line
        && int.TryParse(line["port = ".Length..], out var port)
            ? port
            : null;

    public string LogTail() =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(8)) : "(empty)";

    Postmaster? PidFile()
    {
        try
        {
            var lines = File.ReadAllLines(System.IO.Path.Combine(Data, "postmaster.pid"));
            return lines.Length >= 4 && int.TryParse(lines[0], out var id) && int.TryParse(lines[3], out var port)
                ? new(id, port)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A postmaster's working directory is its data folder.
    bool StandsHere(int id)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName == Data;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    string In(string name) => System.IO.Path.Combine(Path, name);
}
