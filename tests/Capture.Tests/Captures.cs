using Sekimori.Capture.Files;
using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>The shared captures, read where they lie. If the folder is absent, a test is skipped with that reason.</summary>
internal static class Captures
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<string> All => Folder is null
        ? []
        : Directory.EnumerateFiles(Folder).Where(path => path.EndsWith("cap", StringComparison.Ordinal) || path.EndsWith("pcapng", StringComparison.Ordinal)).Order();

    public static string Require(string name)
    {
        var path = Folder is null ? null : Path.Combine(Folder, name);
        if (path is null || !File.Exists(path)) Assert.Skip($"../shared/captures/{name} is not here");
        return path;
    }

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

    private static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var shared = Path.Combine(folder, "shared", "captures");
            if (Directory.Exists(shared)) return shared;
        }
        return null;
    }
}
