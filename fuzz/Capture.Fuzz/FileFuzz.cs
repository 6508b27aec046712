using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Tests.Evtx;
using Sekimori.Observations;
using Sekimori.Wire;

namespace Sekimori.Fuzz.Capture;

/// <summary>
/// Whole files with some bytes changed, cut or doubled: captures through the reader in windows of any size, event logs through theirs.
/// </summary>
public sealed class FileFuzz(string[] folders, int seed)
{
    /// <summary>Files beyond this say nothing new, and cost time.</summary>
    private const int SizeLimit = 256 * 1024;

    private readonly Random _random = new(seed);

    /// <summary>Reads this many captures; returns how many had a damaged place.</summary>
    public long Captures(long count)
    {
        var files = Read("cap", "pcapng");
        long damaged = 0;
        for (long at = 0; at < count; at++)
        {
            var file = Change(files[(int)(at % files.Length)]);
            var observer = new PassiveObserver(new Nobody());
            var reader = new CaptureReader(observer);
            try
            {
                int consumed = 0, end = 0;
                while (end < file.Length)
                {
                    end = Math.Min(file.Length, end + _random.Next(1, 64 * 1024));
                    consumed += reader.Consume(file.AsSpan(consumed..end));
                }
                reader.Finish(file.AsSpan(consumed));
            }
            catch (MalformedException) when (reader.Packets == 0)
            {
                // No capture any more.
            }
            observer.Finish();
            if (reader.DamageCount > 0) damaged++;
        }
        return damaged;
    }

    /// <summary>Reads this many event logs; returns how many records they gave.</summary>
    public long Events(long count)
    {
        byte[][] files = [.. Own(), .. Read("evtx")];
        long records = 0;
        for (long at = 0; at < count; at++)
        {
            try
            {
                records += EvtxReader.Read(Change(files[(int)(at % files.Length)])).Count();
            }
            catch (MalformedException)
            {
                // Told as such.
            }
        }
        return records;
    }

    /// <summary>Logs as our own tests write them: a template with many values, one with few, and an open one.</summary>
    private static byte[][] Own() =>
    [
        new LogWriter().Event(1, ("TargetUserName", "alice"), ("IpAddress", "192.0.2.1"), ("LogonType", "3")).Event(2, ("ServiceName", "x"))
            .Seal().File,
        new LogWriter().Event(1).Event(2, [.. Enumerable.Range(0, 40).Select(at => ($"Name{at}", new string('v', at)))]).Seal(isOpen: true)
            .File,
    ];

    private byte[][] Read(params string[] ends) =>
    [
        .. folders.SelectMany(Directory.GetFiles)
        .Where(path => ends.Any(end => path.EndsWith(end, StringComparison.Ordinal)) && new FileInfo(path).Length <= SizeLimit)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];

    private byte[] Change(byte[] file)
    {
        var changed = file.ToList();
        for (var changes = _random.Next(1, 8); changes > 0 && changed.Count > 8; changes--)
        {
            // Half of them near the start, where headers and chunks say how to read the rest.
            var at = _random.Next(2) == 0 ? _random.Next(changed.Count) : _random.Next(Math.Min(changed.Count, 8192));
            var size = Math.Min(_random.Next(1, 64), changed.Count - at);
            switch (_random.Next(5))
            {
                case 0: changed[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: changed[at] = 0xff; break;
                case 2: changed.RemoveRange(at, size); break;
                case 3: changed.InsertRange(at, changed.GetRange(_random.Next(changed.Count - size + 1), size)); break;
                default: for (var one = 0; one < size; one++) changed[at + one] = (byte)_random.Next(256); break;
            }
        }
        return [.. changed];
    }

    private sealed class Nobody : IObservationSink
    {
        public void OnObservation(Observation seen)
        {
        }
    }
}
