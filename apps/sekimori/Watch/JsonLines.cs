using System.Buffers;
using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.App.Watch;

/// <summary>Writes observations and alerts as lines of JSON to standard output, through one buffer.</summary>
internal sealed class JsonLines : IObservationSink, IAlertSink, IDisposable
{
    private const int FlushSize = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushSize * 2);
    private readonly Utf8JsonWriter _json;
    private readonly Stream _target;
    private readonly Severity _least;

    public JsonLines(Stream target, Severity least)
    {
        (_target, _least) = (target, least);
        _json = new(_buffer, new() { SkipValidation = true });
    }

    public void OnObservation(Observation seen)
    {
        _json.WriteStartObject();
        ObservationJson.WriteMembers(_json, seen);
        _json.WriteEndObject();
        EndLine();
    }

    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level < _least) return;
        AlertJson.Write(_json, alert);
        EndLine();
    }

    /// <summary>Writes a line of another kind.</summary>
    public void Write(Action<Utf8JsonWriter> members)
    {
        _json.WriteStartObject();
        members(_json);
        _json.WriteEndObject();
        EndLine();
    }

    public void Flush()
    {
        try
        {
            _target.Write(_buffer.WrittenSpan);
            _target.Flush();
        }
        catch (IOException gone)
        {
            throw new BrokenPipeException(gone);
        }
        _buffer.ResetWrittenCount();
    }

    public void Dispose()
    {
        _json.Dispose();
        _target.Dispose();
    }

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushSize) Flush();
    }
}
