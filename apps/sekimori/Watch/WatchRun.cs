using System.Globalization;
using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.Capture;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Guard.Observations;
using Sekimori.Guard.Services;
using Sekimori.Storage.Files;

namespace Sekimori.App.Watch;

/// <summary>One run of `sekimori watch`: captures in; tables, JSON lines, a service map or a baseline out.</summary>
internal sealed class WatchRun : IObservationSink, IAlertSink
{
    private readonly Screen _screen;
    private readonly WatchOptions _options;
    private readonly ServiceMap _map = new();
    private readonly DetectionEngine? _engine;
    private readonly JsonLines? _lines;
    private readonly Baseline? _baseline;
    private readonly List<Alert> _alerts = [];
    private readonly long[] _counts = new long[Enum.GetValues<ObservationKind>().Length];

    public WatchRun(Screen screen, WatchOptions options)
    {
        (_screen, _options) = (screen, options);
        if (screen.WantsJson && options.Map is null) _lines = new(Console.OpenStandardOutput(), options.Least);
        if (options.HasRules)
        {
            var rules = RuleFolder.Load(true, options.RuleFiles);
            if (RuleFolder.Dead(rules, isForObservations: true) is { } dead) screen.Error.WriteLine(dead);
            _engine = new(rules, this);
        }
        if (options.Against is { } path) _baseline = ReadBaseline(path);
    }

    public int Run(CancellationToken cancellation)
    {
        long packets = 0, bytes = 0, connections = 0, encrypted = 0, unread = 0;
        foreach (var file in _options.Files)
        {
            var observer = new PassiveObserver(this);
            var (reader, rest) = CapturePump.Read(file, observer, (done, size) => Progress(file, done, size), cancellation);
            if (rest > 0)
            {
                Progress("", 0, 0);
                _screen.Error.WriteLine($"{Printable.Of(file)}: ends in the middle of a packet; what was whole before it was read");
            }
            packets += reader.Packets;
            bytes += reader.Bytes;
            connections += observer.Connections;
            encrypted += observer.EncryptedConnections;
            unread += observer.UnreadPackets;
        }
        Progress("", 0, 0);
        MarkAlerts();
        if (_options.Learn is { } learnt) WriteBaseline(learnt);
        if (_lines is not null)
        {
            _lines.Write(json =>
            {
                json.WriteString("type", "summary");
                json.WriteNumber("files", _options.Files.Length);
                json.WriteNumber("packets", packets);
                json.WriteNumber("bytes", bytes);
                json.WriteNumber("connections", connections);
                json.WriteNumber("encrypted", encrypted);
                json.WriteNumber("unread", unread);
                foreach (var kind in Enum.GetValues<ObservationKind>())
                    if (_counts[(int)kind] > 0) json.WriteNumber(kind == ObservationKind.Anomaly ? "anomalies" : ObservationJson.Name(kind) + "s", _counts[(int)kind]);
                WriteAlerts(json, _alerts);
            });
            _lines.Flush();
        }
        else if (_options.Map is { } format) WriteMap(format);
        else
        {
            WatchTables.Write(_screen, _map, _baseline, _alerts);
            _screen.Line();
            _screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"{packets} packets, {bytes / 1e6:F1} MB, {connections} connections; {Count(ObservationKind.Bind)} binds, {Count(ObservationKind.Call)} calls, {Count(ObservationKind.Fault)} faults, {Count(ObservationKind.Mapping)} mappings, {Count(ObservationKind.Logon)} logons, {Count(ObservationKind.Request)} WS-Management requests, {_alerts.Count} alerts"));
            if (encrypted > 0) _screen.Line(string.Create(CultureInfo.InvariantCulture, $"{encrypted} SMB connections were encrypted: their logons can be seen, the calls through their pipes cannot"));
        }
        return ExitCode.Done;
    }

    /// <summary>Writes the member "alerts" of a summary.</summary>
    internal static void WriteAlerts(Utf8JsonWriter json, IEnumerable<Alert> alerts)
    {
        json.WriteStartArray("alerts");
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteString("rule", alert.Rule.Id);
            json.WriteString("title", alert.Rule.Title);
            json.WriteString("severity", AlertJson.Name(alert.Rule.Level));
            json.WriteNumber("count", alert.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void OnObservation(Observation seen)
    {
        _counts[(int)seen.Kind]++;
        _map.OnObservation(seen);
        _lines?.OnObservation(seen);
        _engine?.OnObservation(seen);
    }

    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level < _options.Least) return;
        _alerts.Add(alert);
        _lines?.OnAlert(alert);
    }

    private long Count(ObservationKind kind) => _counts[(int)kind];

    private void MarkAlerts()
    {
        foreach (var alert in _alerts.Where(alert => alert.Rule.Level >= Severity.Medium).OrderBy(alert => alert.Rule.Level))
            foreach (var cause in alert.Causes.OfType<Observation>())
                if (_map.Find(cause) is { } edge) edge.Alert = $"{AlertJson.Name(alert.Rule.Level)}: {alert.Rule.Title}";
    }

    private void WriteMap(MapFormat format)
    {
        var title = string.Join(", ", _options.Files.Select(Path.GetFileName));
        if (format == MapFormat.Table)
        {
            WatchTables.WriteMap(_screen, _map, _baseline);
            return;
        }
        if (_options.Output is not { } path)
        {
            using var output = Console.OpenStandardOutput();
            WriteMap(format, title, output);
            return;
        }
        using var draft = new FileDraft(path);
        WriteMap(format, title, draft.Stream);
        draft.Place();
        _screen.Error.WriteLine($"{path}: {_map.Edges.Count} edges");
    }

    private void WriteMap(MapFormat format, string title, Stream target)
    {
        if (format == MapFormat.Json) ServiceMapText.WriteJson(_map, _baseline, target);
        else target.Write(System.Text.Encoding.UTF8.GetBytes(format == MapFormat.Dot ? ServiceMapText.ToDot(_map, _baseline) : ServiceMapPage.ToHtml(_map, _baseline, title)));
    }

    private static Baseline ReadBaseline(string path)
    {
        try
        {
            return Baseline.Read(File.ReadAllBytes(path));
        }
        catch (FormatException wrong)
        {
            throw new CommandException(ExitCode.Failed, $"{path}: {wrong.Message}", wrong);
        }
    }

    private void WriteBaseline(string path)
    {
        var baseline = File.Exists(path) ? ReadBaseline(path) : new Baseline();
        var before = baseline.Count;
        baseline.Learn(_map);
        using (var draft = new FileDraft(path))
        {
            baseline.Write(draft.Stream);
            draft.Place();
        }
        _screen.Error.WriteLine($"{path}: {baseline.Count} edges, {baseline.Count - before} of them new");
    }

    private void Progress(string file, long done, long size)
    {
        if (Console.IsErrorRedirected) return;
        // One line, written over; an empty name wipes it.
        _screen.Error.Write(file.Length == 0 ? "\r\u001b[K" : string.Create(CultureInfo.InvariantCulture,
            $"\r\u001b[K{Printable.Of(Path.GetFileName(file))}: {done / 1e6:F0} MB{(size > 0 ? $" of {size / 1e6:F0} ({100 * done / size} %)" : "")}, {_alerts.Count} alerts"));
    }
}
