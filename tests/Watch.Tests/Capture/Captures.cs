using Sekimori.Capture.Files;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// The project's own captures (tests/data), and other people's where they lie (../shared/captures). If that folder is absent, a test that
/// needs one of them is skipped with that reason.
/// </summary>
internal static class Captures
{
    /// <summary>The captures that tests/data/make makes.</summary>
    public static string Own
    {
        get;
    } = Find("tests/data") ?? throw new InvalidOperationException("tests/data is in no folder above the test.");

    /// <summary>Other people's captures; null if there are none.</summary>
    public static string? Folder { get; } = Find("shared/captures");

    /// <summary>The names of all captures; "shared" stands for those that are not here, so that they are counted as skipped.</summary>
    public static IEnumerable<string> Names => [.. In(Own), .. Folder is null ? ["shared"] : In(Folder)];

    public static string Require(string name)
    {
        foreach (var folder in (string?[])[Own, Folder])
            if (folder is not null && Path.Combine(folder, name) is var path && File.Exists(path)) return path;
        Assert.Skip($"../shared/captures{(name == "shared" ? "" : "/" + name)} is not here");
        return "";
    }

    /// <summary>A table that lies beside a capture: MANIFEST.tsv, or what tshark reads.</summary>
    public static IEnumerable<string> Beside(string capture, string table) =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(capture)!, table));

    public static List<Observation> Observe(string path) => Observe(File.ReadAllBytes(path), out _);

    public static List<Observation> Observe(ReadOnlySpan<byte> file, out PassiveObserver observer)
    {
        var seen = new Collector();
        observer = new PassiveObserver(seen);
        new CaptureReader(observer).Consume(file);
        observer.Finish();
        return seen.All;
    }

    internal sealed class Collector : IObservationSink
    {
        public List<Observation> All { get; } = [];

        public void OnObservation(Observation seen) => All.Add(seen);
    }

    private static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!)
        .Where(name => name.EndsWith("cap", StringComparison.Ordinal)
            || name.EndsWith("pcapng", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string? Find(string wanted)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(Path.Combine(folder, wanted))) return Path.Combine(folder, wanted);
        return null;
    }
}
