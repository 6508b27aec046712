using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sekimori.App.Terminal;

namespace Sekimori.App.Logging;

/// <summary>One category's events as lines.</summary>
internal sealed class LineLogger(LineLoggerProvider provider, string category, LogLevel least, bool json) : ILogger
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // "Sekimori.Server.Rpc.RpcConnection" is for programs; the log shows "RpcConnection".
    private readonly string shortCategory = category[(category.LastIndexOf('.') + 1)..];

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var message = formatter(state, exception);
        provider.Write(json ? Json(logLevel, eventId, message, state, exception) : Text(logLevel, message, exception));
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    // A name that a client sends must not end a line, or start another.
    private string Text(LogLevel level, string message, Exception? exception)
    {
        var reason = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        return $"{DisplayTime.Of(provider.Now())} {Word(level),-5} {shortCategory}: " +
            $"{Printable.Of((message + reason).ReplaceLineEndings(" "))}";
    }

    private string Json<TState>(LogLevel level, EventId eventId, string message, TState state, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("time", DisplayTime.Of(provider.Now()));
            writer.WriteString("level", Word(level));
            writer.WriteString("category", category);
            if (eventId.Name is { } name)
                writer.WriteString("event", name);
            writer.WriteString("message", message);
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
                WriteValues(writer, values);
            if (exception is not null)
                writer.WriteString("exception", exception.ToString());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void WriteValues(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        writer.WriteStartObject("values");
        foreach (var (name, value) in values)
        {
            if (name != "{OriginalFormat}")
                writer.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name), value?.ToString());
        }

        writer.WriteEndObject();
    }
}
