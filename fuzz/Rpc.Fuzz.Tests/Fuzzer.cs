using System.Diagnostics;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// Runs streams through a core. One oracle: what comes of a stream is events and named facts, never another exception; within the budget;
/// and the same whether the bytes come at once, one by one, or in pieces of any size.
/// </summary>
internal sealed class Fuzzer
{
    /// <summary>
    /// Bytes that one run over one stream may allocate. A stream here has under 20 KB, but may hold a request that names the largest
    /// conformance that its stub's budget allows, several times over.
    /// </summary>
    public const long Budget = 32 * 1024 * 1024;

    private readonly Exchange[] _recorded = Exchange.All("Recorded");

    /// <summary>How many streams have been run, each in two or three cuts.</summary>
    public long Inputs { get; private set; }

    /// <summary>The most that one run allocated, in bytes.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>
    /// How many different courses the streams took: a number that stops growing says that the mutations find nothing new.
    /// </summary>
    public int Courses => _courses.Count;

    private readonly HashSet<int> _courses = [];

    /// <summary>Runs streams of <paramref name="seed"/> and the seeds after it.</summary>
    /// <param name="progress">Told each million of inputs, so that a long run that is cut short can be loaded again with the seed after the
    /// last one told.</param>
    /// <returns>What went wrong first, and the stream; null if nothing did.</returns>
    public Finding? Run(int seed, long inputs, TimeSpan limit, Action<Fuzzer>? progress = null)
    {
        var time = Stopwatch.StartNew();
        for (var i = 0L; i < inputs && time.Elapsed < limit; i++)
        {
            var mutator = new Mutator(unchecked(seed + (int)i), _recorded);
            var client = (i & 3) == 3;
            var stream = mutator.Next(client: !client);
            if (Check(client, stream, unchecked(seed + (int)i)) is { } finding) return finding;
            Inputs++;
            if (Inputs % 1_000_000 == 0) progress?.Invoke(this);
        }

        return null;
    }

    /// <summary>Holds the oracle against one stream.</summary>
    public Finding? Check(bool client, byte[] stream, int seed)
    {
        Func<byte[], IEnumerable<int>, string> run = client ? ClientRun.Run : ServerRun.Run;
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var whole = run(stream, [stream.Length]);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            MostAllocated = Math.Max(MostAllocated, allocated);
            if (_courses.Count < 5_000_000) _courses.Add(whole.GetHashCode(StringComparison.Ordinal));
            if (allocated > Budget) return new(client, stream, $"{allocated} bytes were allocated");
            // One by one is dear for long streams: pieces do as well for most of them.
            var cut = stream.Length <= 1500 || seed % 16 == 0 ? Enumerable.Repeat(1, stream.Length) : Pieces(stream.Length, seed);
            var cutUp = run(stream, cut);
            return whole == cutUp ? null : new(client, stream, $"whole:\n{whole}\ncut up:\n{cutUp}");
        }
        catch (Exception e)
        {
            return new(client, stream, e.ToString());
        }
    }

    private static IEnumerable<int> Pieces(int length, int seed)
    {
        var random = new Random(seed);
        while (length > 0)
        {
            var piece = random.Next(1, Math.Min(length, 60) + 1);
            length -= piece;
            yield return piece;
        }
    }
}
