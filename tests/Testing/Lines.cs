using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Feria.Testing;

/// <summary>A log to be read: each line with its level before it.</summary>
public sealed class Lines<T> : ILogger<T>
{
    public ConcurrentQueue<string> Said { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(
        LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> words) =>
        Said.Enqueue($"{level}: {words(state, exception)}");

    public Task UntilSaidAsync(string line) => Launched.UntilAsync(
        () => Task.FromResult(Said.Contains(line)), $"Nobody said: {line}. But: {string.Join('\n', Said)}");
}
