using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogList : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    /// <summary>Waits for a line that contains <paramref name="text"/>.</summary>
    public async Task<bool> HasAsync(string text)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal))) return true;
            await Task.Delay(20);
        }

        return false;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
