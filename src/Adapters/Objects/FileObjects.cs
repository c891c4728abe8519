using Feria.Contracts;

namespace Feria.Adapters.Objects;

/// <summary>Objects as files of one folder, which all processes of the installation share.</summary>
public sealed class FileObjects(string folder) : IObjectStore
{
    readonly string root = Path.GetFullPath(folder);

    public async Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var path = PathOf(name);
        // A name of its own beside it, moved when it is whole and on the disk: nobody sees half of it, now or after
        // the power failed.
        var part = $"{path}.{Guid.NewGuid():N}~";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, true))
            {
                await file.WriteAsync(bytes, stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ObjectsAway("An object could not be written.", fault);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    public Task<StoredObject?> ReadAsync(string name, CancellationToken stop)
    {
        try
        {
            var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                64 << 10, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Task.FromResult<StoredObject?>(new(file, file.Length));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredObject?>(null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ObjectsAway("An object could not be read.", fault);
        }
    }

    public Task DeleteAsync(string name, CancellationToken stop)
    {
        var path = PathOf(name);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, string after, int limit, CancellationToken stop)
    {
        // The folder the prefix stands in, so that listing one kind does not walk the others.
        var within = prefix.LastIndexOf('/') is > 0 and var end ? Path.Combine(root, prefix[..end]) : root;
        IReadOnlyList<string> names = !Directory.Exists(within) ? [] :
        [
            .. Directory.EnumerateFiles(within, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(name => !name.EndsWith('~')
                    && name.StartsWith(prefix, StringComparison.Ordinal)
                    && string.CompareOrdinal(name, after) > 0)
                .Order(StringComparer.Ordinal)
                .Take(limit),
        ];
        return Task.FromResult(names);
    }

    /// <summary>None: what is put here comes through us.</summary>
    public Uri? Grant(string name, long bytes, TimeSpan life) => null;

    string PathOf(string name) => Path.Combine(root, ObjectName.Checked(name));
}
