using Microsoft.Extensions.Logging;

namespace Sekimori.App.Logging;

/// <summary>Writes each event as one line to a writer, in the order in which they happen.</summary>
/// <param name="output">Usually standard error, because standard output has the banner.</param>
/// <param name="json">JSON for programs instead of lines for people.</param>
/// <param name="least">The minimum level for Sekimori itself; for libraries, warnings.</param>
/// <param name="clock">The time of each line.</param>
internal sealed class LineLoggerProvider(TextWriter output, bool json, LogLevel least, TimeProvider clock) : ILoggerProvider
{
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName)
    {
        var isOurs = categoryName.StartsWith("Sekimori.", StringComparison.Ordinal);
        return new LineLogger(this, categoryName, isOurs || least > LogLevel.Warning ? least : LogLevel.Warning, json);
    }

    public void Dispose()
    {
    }

    internal DateTimeOffset Now() => clock.GetUtcNow();

    internal void Write(string line)
    {
        lock (gate)
        {
            try
            {
                output.WriteLine(line);
            }
            catch (IOException)
            {
                // Nobody reads the log any longer; that is no reason to stop serving.
            }
        }
    }
}
