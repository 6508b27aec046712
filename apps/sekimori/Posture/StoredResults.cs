using System.Runtime.CompilerServices;
using System.Text;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Reports;
using Sekimori.Posture.Waivers;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>Reads stored runs for reports and comparisons, one host at a time.</summary>
internal static class StoredResults
{
    /// <summary>The results of a run, whole: with the comparison of keys, and with waivers as of now.</summary>
    public static async IAsyncEnumerable<HostResult> ReadAsync(
        IFindingStore store, StoredRun run, WaiverList waivers, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reading = new ResultReading(new(now, VantageOf(run)), waivers);
        await foreach (var host in store.ReadAsync(run.Id, cancellation))
            yield return reading.Complete(Read(host, run));
    }

    /// <summary>The waivers of a store and those of a file.</summary>
    public static async Task<WaiverList> WaiversAsync(IFindingStore store, WaiverList others, CancellationToken cancellation)
    {
        var stored = await store.WaiversAsync(cancellation);
        return new([.. others.All, .. stored.Select(one => new Waiver(one.Check, one.Host, one.Subject.Length > 0 ? one.Subject : null,
            one.Reason, one.By, DateOnly.ParseExact(one.Until, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))]);
    }

    /// <summary>What changed between two runs. Both are read in the order of names, so that neither is in memory whole.</summary>
    /// <param name="store">The store.</param>
    /// <param name="before">The earlier run, and the day on which its waivers count.</param>
    /// <param name="after">The later one.</param>
    /// <param name="waivers">Accepted findings, which are none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<RunChange> CompareAsync(
        IFindingStore store, (StoredRun Run, DateTimeOffset Day) before, (StoredRun Run, DateTimeOffset Day) after, WaiverList waivers,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var old = ReadAsync(store, before.Run, waivers, before.Day, cancellation).GetAsyncEnumerator(cancellation);
        await using var young = ReadAsync(store, after.Run, waivers, after.Day, cancellation).GetAsyncEnumerator(cancellation);
        var (hasOld, hasYoung) = (await old.MoveNextAsync(), await young.MoveNextAsync());
        while (hasOld || hasYoung)
        {
            var order = !hasOld ? 1 : !hasYoung ? -1 : Order(old.Current.Host, young.Current.Host);
            var changes = RunDifference.Between(order <= 0 ? RecordedRun.Of(old.Current) : RecordedRun.Empty,
                order >= 0 ? RecordedRun.Of(young.Current) : RecordedRun.Empty);
            foreach (var change in changes) yield return change;
            if (order <= 0) hasOld = await old.MoveNextAsync();
            if (order >= 0) hasYoung = await young.MoveNextAsync();
        }
    }

    /// <summary>Where the hosts of a run were asked from.</summary>
    public static Vantage VantageOf(StoredRun run) =>
        Enum.TryParse<Vantage>(run.Vantage, ignoreCase: true, out var vantage) ? vantage : Vantage.Inside;

    /// <summary>A run as reports name it.</summary>
    public static RunInfo Info(StoredRun run, Language language) =>
        new(run.Id, run.Started, VantageOf(run), language, RunCommand.Version);

    private static HostResult Read(StoredHost host, StoredRun run)
    {
        try
        {
            return HostDocument.Read(host.Document, $"{host.Host} in run {run.Id}");
        }
        catch (FormatException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }

    // The order of the store: by code point, which UTF-8 keeps and UTF-16 does not.
    private static int Order(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
