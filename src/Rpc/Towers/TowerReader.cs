using System.Buffers.Binary;

namespace Sekimori.Rpc.Towers;

/// <summary>
/// The floors of a tower, one after the other, in place ([C706] Appendix L). Nothing is copied and nothing is trusted: the server's
/// <see cref="Tower"/> and the passive observer of captures both read by it.
/// </summary>
internal ref struct TowerReader
{
    private readonly ReadOnlySpan<byte> _octets;
    private int _left;

    /// <summary>Stands before the first floor.</summary>
    /// <param name="octets">The tower's octets; what follows it may follow.</param>
    public TowerReader(ReadOnlySpan<byte> octets)
    {
        _octets = octets;
        if (octets.Length < 2) return;
        Count = _left = BinaryPrimitives.ReadUInt16LittleEndian(octets);
        Position = 2;
    }

    /// <summary>How many floors the tower announces; 0 if there is none.</summary>
    public int Count { get; }

    /// <summary>Where the next floor starts; after the last one, the tower's size.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the next floor.</summary>
    /// <param name="floor">The floor.</param>
    /// <returns>False if there are no more, or if the octets end within it: <see cref="IsWhole"/> shows which.</returns>
    public bool TryNext(out TowerFloorView floor)
    {
        floor = default;
        var at = Position;
        if (_left == 0 || !TryRun(ref at, out var left) || left.IsEmpty || !TryRun(ref at, out var right)) return false;
        floor = new((ProtocolId)left[0], left[1..], right);
        Position = at;
        _left--;
        return true;
    }

    /// <summary>True once every floor that was announced has been read.</summary>
    public readonly bool IsWhole => Position > 0 && _left == 0;

    private readonly bool TryRun(scoped ref int at, out ReadOnlySpan<byte> run)
    {
        run = default;
        if (at + 2 > _octets.Length) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_octets[at..]);
        if (length > _octets.Length - at - 2) return false;
        run = _octets.Slice(at + 2, length);
        at += 2 + length;
        return true;
    }
}
