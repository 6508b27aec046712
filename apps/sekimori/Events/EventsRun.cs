using System.Globalization;
using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.App.Watch;
using Sekimori.Detection;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Gate.Alerts;

namespace Sekimori.App.Events;

/// <summary>One run of `sekimori events`: event logs in; tables or JSON lines out.</summary>
internal sealed class EventsRun : IAlertSink
{
    private readonly Screen _screen;
    private readonly EventsOptions _options;
    private readonly DetectionEngine? _engine;
    private readonly JsonLines? _lines;
    private readonly EventCounts _counts = new();
    private readonly List<Alert> _alerts = [];
    private long _events, _partial, _unreadable, _stale, _damaged, _bytes, _shown;
    private int _unreadFiles;

    public EventsRun(Screen screen, EventsOptions options)
    {
        (_screen, _options) = (screen, options);
        if (options.HasRules)
        {
            var rules = RuleFolder.Load(false, options.RuleFiles);
            if (RuleFolder.Dead(rules, isForObservations: false, CalledAs.Command) is { } dead) screen.Error.WriteLine(dead);
            _engine = new(rules, this);
        }
        if (screen.IsJson) _lines = new(Console.OpenStandardOutput(), options.Least);
    }

    public int Run(CancellationToken cancellation)
    {
        foreach (var file in _options.Files) Read(file, cancellation);
        Progress("", null, 0);
        if (_lines is not null)
        {
            WriteSummary(_lines);
            _lines.Flush();
        }
        else
        {
            EventsTables.Write(_screen, _counts, _alerts);
            _screen.Line();
            _screen.Line(
                string.Create(CultureInfo.InvariantCulture,
                $"{_options.Files.Length - _unreadFiles} files, {_bytes / 1e6:F1} MB, {_events} events, {_alerts.Count} alerts{Lost()}"));
        }
        return _unreadFiles > 0 || _damaged > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level < _options.Least) return;
        _alerts.Add(alert);
        _lines?.OnAlert(alert);
    }

    /// <summary>Reads one file. Its errors end neither the run nor the files after it.</summary>
    private void Read(string path, CancellationToken cancellation)
    {
        var report = new EventReport();
        try
        {
            using var stream = path == "-" ? Console.OpenStandardInput() : Open(path);
            var size = stream.CanSeek ? stream.Length : 0;
            foreach (var seen in EventFile.Read(stream, report))
            {
                cancellation.ThrowIfCancellationRequested();
                _counts.Add(seen);
                _lines?.Write(json => Write(json, seen));
                _engine?.OnEvent(seen);
                if ((report.Events & 0xff) == 0) Progress(path, report, size);
            }
            if (report.Events == 0 && report.Unreadable == 0) Complain($"{path}: contains no events");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            _unreadFiles++;
            // The notes collected on the way contain it, with its position.
            if (report.Notes.Count == 0) Complain($"{path}: {wrong.Message}");
        }
        foreach (var note in report.Notes) Complain($"{path}: {note}");
        if (report.FurtherNotes > 0) Complain(string.Create(CultureInfo.InvariantCulture, $"{path}: {report.FurtherNotes} more faults"));
        if (report.Stale > 0)
        {
            Progress("", null, 0);
            var stale = string.Create(CultureInfo.InvariantCulture, $"{path}: {report.Stale} records skipped that are stale or duplicates");
            _screen.Error.WriteLine(Printable.Of(stale));
        }
        _events += report.Events;
        _partial += report.Partial;
        _unreadable += report.Unreadable;
        _stale += report.Stale;
        _damaged += report.Damaged;
        _bytes += report.Bytes;
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new InvalidDataException("is a folder; specify the files in it");
        if (!File.Exists(path)) throw new InvalidDataException("no such file");
        return new(path, new FileStreamOptions
        {
            Options = FileOptions.SequentialScan, Access = FileAccess.Read, Share = FileShare.ReadWrite
        });
    }

    private static void Write(Utf8JsonWriter json, RecordView seen)
    {
        json.WriteString("type", "event");
        if (seen.Time != default) json.WriteString("time", seen.Time.UtcDateTime);
        AlertJson.WriteWhere(json, seen);
        json.WriteStartObject("fields");
        AlertJson.WriteFields(json, seen);
        json.WriteEndObject();
    }

    private void WriteSummary(JsonLines lines) => lines.Write(json =>
    {
        json.WriteString("type", "summary");
        json.WriteNumber("files", _options.Files.Length);
        json.WriteNumber("unread_files", _unreadFiles);
        json.WriteNumber("bytes", _bytes);
        json.WriteNumber("events", _events);
        json.WriteNumber("partial", _partial);
        json.WriteNumber("unreadable", _unreadable);
        json.WriteNumber("stale", _stale);
        json.WriteNumber("damaged", _damaged);
        WatchSummary.WriteAlerts(json, _alerts);
    });

    private string Lost()
    {
        var parts = new List<string>();
        if (_partial > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_partial} read partially"));
        if (_unreadable > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_unreadable} not readable"));
        if (_unreadFiles > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_unreadFiles} files not read"));
        return parts.Count == 0 ? "" : "; " + string.Join(", ", parts);
    }

    private void Complain(string line)
    {
        Progress("", null, 0);
        _screen.Complain(line);
    }

    private void Progress(string file, EventReport? report, long size)
    {
        if (Console.IsErrorRedirected) return;
        if (report is not null)
        {
            if (Environment.TickCount64 - _shown < 100) return;
            _shown = Environment.TickCount64;
        }
        // One line, written over; without a report it is wiped.
        _screen.Error.Write(report is null
            ? ProgressLine.Wiped
            : ProgressLine.Of(file, report.Bytes, size) + $", {report.Events} events, {_alerts.Count} alerts");
    }
}
