using System.Buffers.Binary;
using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Rpc.Towers;

/// <summary>
/// twr_t: a protocol tower as octets ([C706] Appendix L, [MS-RPCE] 2.2.1.2.2). It is kept as it came; <see cref="TryReadFloors"/> looks into it.
/// </summary>
public sealed class Tower : INdrType<Tower>
{
    /// <summary>[MS-RPCE] 2.2.1.2.2: range(0,2000).</summary>
    public const int MaxLength = 2000;

    /// <summary>No protocol sequence has more than five floors; the rest is room for what the field has not seen.</summary>
    public const int MaxFloors = 16;

    /// <summary>A tower of these octets.</summary>
    public Tower(ReadOnlyMemory<byte> octets) => Octets = octets;

    /// <summary>The octets. As an argument of a call they lie in its stub: <see cref="Copy"/> keeps them.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>A tower of these floors.</summary>
    public static Tower Of(params ReadOnlySpan<TowerFloor> floors)
    {
        using var writer = new ByteWriter(stackalloc byte[128]);
        writer.WriteUInt16((ushort)floors.Length);
        foreach (var floor in floors)
        {
            writer.WriteUInt16((ushort)(1 + floor.Data.Length));
            writer.WriteByte((byte)floor.Protocol);
            writer.WriteBytes(floor.Data.Span);
            writer.WriteUInt16((ushort)floor.Value.Length);
            writer.WriteBytes(floor.Value.Span);
        }
        return new(writer.Written.ToArray());
    }

    /// <summary>Takes the tower apart.</summary>
    /// <param name="floors">Room for the floors; the rest of it is left alone.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False where the octets are no tower, or one of more floors than there is room for.</returns>
    public bool TryReadFloors(Span<TowerFloor> floors, out int count)
    {
        count = 0;
        var rest = Octets;
        if (!TryTake16(ref rest, out var announced) || announced > floors.Length) return false;
        for (var i = 0; i < announced; i++)
        {
            if (!TryTakeRun(ref rest, out var left) || left.IsEmpty || !TryTakeRun(ref rest, out var right)) return false;
            floors[i] = new((ProtocolId)left.Span[0], left[1..], right);
        }
        count = announced;
        return true;
    }

    /// <summary>The same tower with octets of its own.</summary>
    public Tower Copy() => new(Octets.ToArray());

    /// <inheritdoc/>
    public static Tower ReadNdr(ref NdrReader reader)
    {
        var maximum = reader.ReadCount();
        var length = reader.ReadUInt32();
        reader.CheckRange(length, 0, MaxLength);
        reader.CheckCount(maximum, length);
        reader.Charge(1, 40);
        return new(reader.ReadMemory(maximum));
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, Tower value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteCount(value.Octets.Length);
        writer.WriteUInt32((uint)value.Octets.Length);
        writer.WriteBytes(value.Octets.Span);
        // [MS-RPCE] 2.2.5.3.4.1
        writer.AlignEnd(4);
    }

    private static bool TryTake16(ref ReadOnlyMemory<byte> rest, out int number)
    {
        number = 0;
        if (rest.Length < 2) return false;
        number = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        rest = rest[2..];
        return true;
    }

    private static bool TryTakeRun(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> run)
    {
        run = default;
        if (!TryTake16(ref rest, out var length) || length > rest.Length) return false;
        run = rest[..length];
        rest = rest[length..];
        return true;
    }
}
