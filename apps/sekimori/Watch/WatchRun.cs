using System.Globalization;
using Sekimori.App.Map;
using Sekimori.App.Terminal;
using Sekimori.Capture;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Alerts;
using Sekimori.Observations;
using Sekimori.Observations.Services;

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
    private readonly CaptureTotals _totals = new();
    private PassiveObserver? _observer;
    private readonly long[] _counts = new long[Enum.GetValues<ObservationKind>().Length];

    public WatchRun(Screen screen, WatchOptions options)
    {
        (_screen, _options) = (screen, options);
        if (screen.IsJson && options.Map is null) _lines = new(Console.OpenStandardOutput(), options.Least);
        if (options.HasRules)
        {
            var rules = RuleFolder.Load(true, options.RuleFiles);
            if (RuleFolder.Dead(rules, isForObservations: true, CalledAs.Command) is { } dead) screen.Error.WriteLine(dead);
            _engine = new(rules, this);
        }
        if (options.Against is { } path) _baseline = LearntBaseline.Read(path);
    }

    public int Run(CancellationToken cancellation)
    {
        var hasFailed = false;
        LearnPorts(cancellation);
        foreach (var file in _options.Files) hasFailed |= !TryRead(file, cancellation);
        Progress("", 0, 0);
        // If there was no capture at all, an empty table would look like an answer.
        if (_totals.Files == 0) return ExitCode.Failed;
        MarkAlerts();
        if (_options.Learn is { } learnt) LearntBaseline.Learn(_screen, learnt, _map);
        if (_lines is not null)
        {
            _lines.Write(json => WatchSummary.WriteJson(json, _options.Files.Length, _totals, _counts, _alerts));
            _lines.Flush();
        }
        else if (_options.Map is { } format)
            MapOutput.Write(_screen, _map, _baseline, format, _options.Output, string.Join(", ", _options.Files.Select(Path.GetFileName)));
        else
        {
            WatchTables.Write(_screen, _map, _baseline, _alerts);
            _screen.Line();
            WatchSummary.WriteText(_screen, _totals, _counts, _alerts.Count);
        }
        return hasFailed ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>
    /// Reads several captures once beforehand, for the answers of their ports: the name of a call whose bind is in another file must not
    /// depend on the order of the files.
    /// </summary>
    private void LearnPorts(CancellationToken cancellation)
    {
        if (_options.Files.Length < 2) return;
        foreach (var file in _options.Files.Where(File.Exists))
        {
            var observer = new PassiveObserver(new NoObservations(), _observer);
            try
            {
                CapturePump.Read(file, observer, (done, size) => Progress(file, done, size), cancellation);
            }
            catch (Exception wrong) when (wrong is CommandException or IOException or UnauthorizedAccessException)
            {
                // The second pass reports it.
            }
            _observer = observer;
        }
    }

    /// <summary>Reads one capture; false if it is not a capture, cannot be read, or is damaged. The others are read nevertheless.</summary>
    private bool TryRead(string file, CancellationToken cancellation)
    {
        var observer = _observer = new PassiveObserver(this, _observer);
        try
        {
            var (reader, left, failure) = CapturePump.Read(file, observer, (done, size) => Progress(file, done, size), cancellation);
            _totals.Add(file, reader, observer, left > 0);
            foreach (var damage in reader.Damages)
                Complain(file, WatchSummary.Describe(damage, reader.IsOver && damage == reader.Damages[^1]));
            if (reader.DamageCount > reader.Damages.Count)
                Complain(
                    file, string.Create(CultureInfo.InvariantCulture, $"{reader.DamageCount - reader.Damages.Count} more damaged places"));
            if (failure is not null) Complain(file, failure);
            if (left > 0)
            {
                Progress("", 0, 0);
                _screen.Error.WriteLine($"{Printable.Of(file)}: ends within a packet; everything before it was read");
            }
            return reader.DamageCount == 0 && failure is null;
        }
        catch (Exception wrong) when (wrong is CommandException or IOException or UnauthorizedAccessException)
        {
            Complain(file, wrong.Message);
            return false;
        }
    }

    private void Complain(string file, string what)
    {
        Progress("", 0, 0);
        _screen.Complain($"{file}: {what}");
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

    private void MarkAlerts()
    {
        foreach (var alert in _alerts.Where(alert => alert.Rule.Level >= Severity.Medium).OrderBy(alert => alert.Rule.Level))
            foreach (var cause in alert.Causes.OfType<Observation>())
                if (_map.Find(cause) is { } edge) edge.Alert = $"{AlertJson.Name(alert.Rule.Level)}: {alert.Rule.Title}";
    }

    private void Progress(string file, long done, long size)
    {
        if (Console.IsErrorRedirected) return;
        // One line, written over; an empty name wipes it.
        _screen.Error.Write(file.Length == 0 ? ProgressLine.Wiped : ProgressLine.Of(file, done, size) + $", {_alerts.Count} alerts");
    }
}
