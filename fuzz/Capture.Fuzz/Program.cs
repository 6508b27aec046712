using System.Diagnostics;
using System.Globalization;
using Sekimori.Capture;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Fuzz.Capture;
using Sekimori.Observations;
using Sekimori.Observations.Services;

// Capture.Fuzz FOLDER[:FOLDER] [PACKETS] [SEED]: mutated frames of the captures in these folders, some in tunnels, through one passive
// observer, the whole rule set and the service map, as `sekimori watch` runs them; then a mutated capture and a mutated event log for every
// two thousand packets. Ends with 1 at the first exception, or where memory has gone past the bound.
const long Bound = 256L << 20;
if (args.Length == 0 || !args[0].Split(':').All(Directory.Exists))
{
    Console.Error.WriteLine(
        "usage: fuzz/Capture.Fuzz/run [PACKETS [SEED]]; or Capture.Fuzz FOLDER[:FOLDER] [PACKETS [SEED]]: the folders hold captures and " +
        "event logs");
    return 2;
}
var folders = args[0].Split(':');
var frames = Frames.Of(folders);
var count = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 5_000_000;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var watcher = new Watcher();
var observer = new PassiveObserver(watcher);
var mutator = new Mutator(frames, seed);
var watch = Stopwatch.StartNew();
long at = 0, most = 0, buffered = 0, damaged = 0, records = 0;
var stage = "packet";
try
{
    for (; at < count; at++)
    {
        var frame = mutator.Next(out var link);
        // A millisecond from frame to frame: connections and fragments grow old.
        observer.OnPacket(DateTime.UnixEpoch.Ticks + at * TimeSpan.TicksPerMillisecond, link, frame);
        if (at % 4096 != 0) continue;
        buffered = Math.Max(buffered, observer.BufferedBytes);
        most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64);
    }
    observer.Finish();
    stage = "capture file";
    damaged = new FileFuzz(folders, seed).Captures(at = count / 2000);
    stage = "event log";
    records = new FileFuzz(folders, seed).Events(count / 2000);
    at = count;
}
catch (Exception wrong)
{
    Console.WriteLine($"seed {seed}, {stage} {at}: {wrong}");
    return 1;
}
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture,
    $"seed {seed}: {at:N0} packets of {frames.Count:N0} frames in {watch.Elapsed.TotalSeconds:N0} s: no exception; " +
    $"{observer.Connections:N0} connections, {observer.Observations:N0} observations, {watcher.Alerts:N0} alerts, " +
    $"{observer.UnreadPackets:N0} frames unread"));
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture,
    $"files: {count / 2000:N0} captures, {damaged:N0} of them damaged; {count / 2000:N0} event logs, {records:N0} records; " +
    $"{observer.CutPackets:N0} packets cut"));
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture,
    $"memory: {buffered >> 20} MiB buffered at most (limit {PassiveObserver.MemoryLimit >> 20} MiB), process {most >> 20} MiB at most " +
    $"(bound {Bound >> 20} MiB)"));
return most <= Bound && buffered <= PassiveObserver.MemoryLimit ? 0 : 1;

/// <summary>What `sekimori watch` does with observations.</summary>
internal sealed class Watcher : IObservationSink, IAlertSink
{
    private readonly ServiceMap _map = new();
    private readonly DetectionEngine _engine;

    public Watcher() => _engine = new(RuleSet.BuiltIn(), this);

    public long Alerts { get; private set; }

    public void OnObservation(Observation seen)
    {
        _map.OnObservation(seen);
        _engine.OnObservation(seen);
    }

    public void OnAlert(Alert alert) => Alerts++;
}
