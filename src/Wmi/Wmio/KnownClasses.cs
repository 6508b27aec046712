using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// Classes that have come with instances, by their bytes: a client of many hosts, or one that connects again and again, gets the same class
/// each time, and reading it takes longer than all that follows in a row. Thread-safe.
/// </summary>
/// <param name="most">Classes that are kept: when there are more, all are forgotten.</param>
/// <param name="longest">Bytes of the largest class that is kept. Windows' Win32_Process has 9,000.</param>
internal sealed class KnownClasses(int most = 64, int longest = 64 << 10)
{
    private readonly ConcurrentDictionary<int, (byte[] Bytes, ClassLayout Layout)> _classes = new();

    /// <summary>Finds a class.</summary>
    /// <param name="part">The bytes of a ClassPart ([MS-WMIO] 2.2.15).</param>
    /// <param name="layout">Its layout.</param>
    public bool TryFind(ReadOnlySpan<byte> part, [NotNullWhen(true)] out ClassLayout? layout)
    {
        layout = _classes.TryGetValue(HashOf(part), out var found) && part.SequenceEqual(found.Bytes) ? found.Layout : null;
        return layout is not null;
    }

    /// <summary>Keeps a class that was read within the limits of all who use this.</summary>
    public void Add(byte[] part, ClassLayout layout)
    {
        if (part.Length > longest) return;
        if (_classes.Count >= most) _classes.Clear();
        _classes[HashOf(part)] = (part, layout);
    }

    // With a key of its own in each process: a host cannot choose what takes the place of another's class.
    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
