using System.Diagnostics;
using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Observations;
using Sekimori.Watch.Bench;

// bench/watch/run [MEGABYTES [RUNS]]: a large capture made of small ones, read with `cat`, with tshark and here.
if (args.Length < 3 || !int.TryParse(args[2], out _) || !args[0].Split(':').All(Directory.Exists))
{
    Console.Error.WriteLine(
        "usage: bench/watch/run [MEGABYTES [RUNS [notshark]]]; or Watch.Bench FOLDER[:FOLDER] FILE MEGABYTES [RUNS [notshark]]: FILE is " +
        "made of the captures unless it is there");
    return 2;
}
var (folder, file, megabytes) = (args[0], args[1], int.Parse(args[2]));
var runs = args.Length > 3 ? int.Parse(args[3]) : 3;
if (!File.Exists(file)) Make(folder, file, (long)megabytes << 20);
var size = new FileInfo(file).Length / 1e6;

var cat = Enumerable.Range(0, runs).Min(_ => Run("cat", file));
var here = double.MaxValue;
var observer = (PassiveObserver?)null;
for (var run = 0; run < runs; run++)
{
    var watch = Stopwatch.StartNew();
    observer = Read(file);
    here = Math.Min(here, watch.Elapsed.TotalSeconds);
}
Console.WriteLine(
    $"{file}: {size:F0} MB, {observer!.Connections} connections, {observer.Observations} observations, {observer.UnreadPackets} frames " +
    $"unread");
Console.WriteLine($"cat       {size / cat,8:F0} MB/s");
Console.WriteLine($"sekimori  {size / here,8:F0} MB/s  ({cat / here:P0} of cat)");
if (args.Length > 4) return 0;
var tshark = Run("tshark", "-q", "-z", "io,phs", "-r", file);
Console.WriteLine($"tshark    {size / tshark,8:F0} MB/s  (sekimori is {tshark / here:F1} times as fast)");
return 0;

static PassiveObserver Read(string file)
{
    var observer = new PassiveObserver(new Nowhere());
    var reader = new CaptureReader(observer);
    using var handle = File.OpenHandle(file, options: FileOptions.SequentialScan);
    var window = new byte[4 << 20];
    long at = 0;
    var held = 0;
    while (RandomAccess.Read(handle, window.AsSpan(held), at) is > 0 and var got)
    {
        at += got;
        held += got;
        var consumed = reader.Consume(window.AsSpan(0, held));
        held -= consumed;
        window.AsSpan(consumed, held).CopyTo(window);
    }
    observer.Finish();
    return observer;
}

static double Run(string program, params string[] arguments)
{
    var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
    foreach (var argument in arguments) start.ArgumentList.Add(argument);
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(start)!;
    _ = process.StandardError.ReadToEndAsync();
    process.StandardOutput.BaseStream.CopyTo(Stream.Null, 1 << 20);
    process.WaitForExit();
    return watch.Elapsed.TotalSeconds;
}

static void Make(string folder, string file, long bytes)
{
    var captures = folder.Split(':').SelectMany(Directory.GetFiles)
        .Where(path => path.EndsWith("cap", StringComparison.Ordinal) || path.EndsWith("pcapng", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
    using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
    var maker = new CaptureMaker(stream);
    maker.Begin();
    for (; maker.Written < bytes; maker.Round++)
        foreach (var capture in captures) new CaptureReader(maker).Consume(capture);
    Console.WriteLine($"made {maker.Packets} packets in {maker.Round} rounds");
}

/// <summary>Takes observations and lets them go.</summary>
internal sealed class Nowhere : IObservationSink
{
    public void OnObservation(Observation seen)
    {
    }
}
