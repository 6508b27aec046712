using Sekimori.Capture;
using Sekimori.Detection;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Watch;

/// <summary>
/// Evaluates Sigma rules on captures and Windows event logs. Files are read in the order in which they are given, so that correlations and
/// the memory of ports go across them. Not thread-safe.
/// </summary>
/// <example><code>
/// var watcher = new Watcher(Watcher.Rules("rules"));
/// watcher.ReadCapture("incident.pcapng");
/// foreach (var alert in watcher.Alerts) Console.WriteLine($"{alert.Rule.Level} {alert.Rule.Title} × {alert.Count}");
/// </code></example>
public sealed class Watcher
{
    private readonly DetectionEngine _engine;
    private readonly AlertList _alerts = new();
    private PassiveObserver? _observer;

    /// <summary>Makes a watcher.</summary>
    /// <param name="rules">The rules; null for the built-in ones.</param>
    public Watcher(RuleSet? rules = null) => _engine = new DetectionEngine(rules ?? RuleSet.BuiltIn(), _alerts);

    /// <summary>The alerts so far, in the order in which they were raised. Repetitions are counted in <see cref="Alert.Count"/>.</summary>
    public IReadOnlyList<Alert> Alerts => _alerts.Items;

    /// <summary>Reads rules: the built-in ones, and those of files and of folders with <c>*.yml</c>.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="RuleException">A rule is wrong; the message names its file and line.</exception>
    /// <exception cref="IOException">A path cannot be read.</exception>
    public static RuleSet Rules(params IEnumerable<string> paths) => RuleSet.Read([.. RuleSet.BuiltInFiles(), .. Files(paths)]);

    /// <summary>Reads a pcap or pcapng file.</summary>
    /// <exception cref="InvalidDataException">The file is not a capture.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public CaptureResult ReadCapture(string path, CancellationToken cancellationToken = default)
    {
        using var stream = Open(path);
        return ReadCapture(stream, cancellationToken);
    }

    /// <summary>Reads a pcap or pcapng stream.</summary>
    /// <exception cref="InvalidDataException">The stream is not a capture.</exception>
    public CaptureResult ReadCapture(Stream stream, CancellationToken cancellationToken = default)
    {
        _observer = new PassiveObserver(_engine, _observer);
        return CaptureStream.Read(stream, _observer, null, cancellationToken);
    }

    /// <summary>Reads an event log: EVTX, or the JSON of common exporters.</summary>
    /// <returns>Counts of what was read, and of what could not be.</returns>
    /// <exception cref="InvalidDataException">The file is not an event log.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public EventReport ReadEvents(string path, CancellationToken cancellationToken = default)
    {
        using var stream = Open(path);
        var report = new EventReport();
        foreach (var record in EventFile.Read(stream, report))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _engine.OnEvent(record);
        }

        return report;
    }

    private static IEnumerable<(string File, string Text)> Files(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path)) yield return (path, File.ReadAllText(path));
            else
                foreach (var file in Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                    yield return (file, File.ReadAllText(file));
        }
    }

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, Access = FileAccess.Read, Share = FileShare.ReadWrite });

    private sealed class AlertList : IAlertSink
    {
        public List<Alert> Items { get; } = [];

        public void OnAlert(Alert alert) => Items.Add(alert);
    }
}
