namespace Feria.Launch;

/// <summary>What a cluster is for: to keep its promises, or to be thrown away after tests.</summary>
public enum Durability { Full, Throwaway }

/// <summary>The configuration files of a private cluster, written anew at every start.</summary>
static class ClusterSettings
{
    const long MiB = 1024 * 1024;

    public static string Configuration(string socketFolder, int port, Durability durability, bool countsStatements)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var buffers = durability == Durability.Full ? Math.Clamp(memory / 8, 64 * MiB, 4096 * MiB) : 256 * MiB;
        return $"""
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = '{(socketFolder == "" ? "" : $"\"{socketFolder.Replace("'", "''")}\"")}'
            max_connections = 200
            shared_buffers = {buffers / MiB}MB
            effective_cache_size = {memory / 2 / MiB}MB
            maintenance_work_mem = {Math.Clamp(memory / 32, 64 * MiB, 512 * MiB) / MiB}MB
            work_mem = 16MB
            dynamic_shared_memory_type = {(SharedMemoryIsSmall ? "mmap" : "posix")}
            random_page_cost = 1.1
            jit = off
            wal_level = logical
            max_wal_size = 4GB
            max_slot_wal_keep_size = 4GB
            checkpoint_timeout = 15min
            timezone = 'UTC'
            log_timezone = 'UTC'
            # Personal values must not reach the log: neither parameters nor the row a constraint refused.
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            log_error_verbosity = terse
            {(countsStatements ? "shared_preload_libraries = 'pg_stat_statements'" : "")}
            {(durability == Durability.Throwaway ? Throwaway : Counting)}
            """;
    }

    // A table is planned for as if it were small until it is counted: look every ten seconds, not every minute.
    const string Counting = "autovacuum_naptime = 10s";

    const string Throwaway = """
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        """;

    // Whoever may enter the socket's folder (0700) is trusted; everyone else on this machine needs the password.
    public const string Access = """
        local all,replication all trust
        host all,replication all 127.0.0.1/32 scram-sha-256
        """;

    // Containers often have 64 MB there: less than one parallel hash join wants.
    static bool SharedMemoryIsSmall =>
        !Directory.Exists("/dev/shm") || new DriveInfo("/dev/shm").TotalSize < 512 * MiB;
}
