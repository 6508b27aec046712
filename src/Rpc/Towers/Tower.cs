using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wire;

namespace Sekimori.Rpc.Towers;

/// <summary>
/// twr_t: a protocol tower as octets ([C706] Appendix L, [MS-RPCE] 2.2.1.2.2). It is kept as received; <see cref="TryReadFloors"/> parses
/// it.
/// </summary>
internal sealed class Tower : INdrType<Tower>, IObserved
{
    /// <summary>[MS-RPCE] 2.2.1.2.2: range(0,2000).</summary>
    public const int MaxLength = 2000;

    /// <summary>No known protocol sequence has more than five floors; the rest is reserve.</summary>
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

    /// <summary>The interface on the first floor, by which a search finds what serves it; null if the octets are no tower.</summary>
    public SyntaxId? Interface
    {
        get
        {
            var reader = new TowerReader(Octets.Span);
            if (!reader.TryNext(out var floor) || floor.Syntax is not { } served) return null;
            while (reader.TryNext(out _)) { }
            return reader.IsWhole ? served : null;
        }
    }

    /// <summary>Parses the tower.</summary>
    /// <param name="floors">Receives the floors; the rest of it is unchanged.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False if the octets are no tower, or one of more floors than there is room for.</returns>
    public bool TryReadFloors(Span<TowerFloor> floors, out int count)
    {
        count = 0;
        var reader = new TowerReader(Octets.Span);
        if (reader.Count > floors.Length) return false;
        var at = 0;
        while (reader.TryNext(out var floor))
        {
            var right = Octets.Slice(reader.Position - floor.Value.Length, floor.Value.Length);
            // The right-hand side is preceded by its length, and that by the left-hand side.
            var left = Octets.Slice(reader.Position - floor.Value.Length - 2 - floor.Data.Length, floor.Data.Length);
            floors[at++] = new(floor.Protocol, left, right);
        }
        if (!reader.IsWhole) return false;
        count = at;
        return true;
    }

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (fact == Fact.MappedInterface)
        {
            if (Interface is { } served) facts.Add(fact, InterfaceCatalogue.Get(served.Uuid).UuidText);
        }
        else if (fact == Fact.Binding && Binding is { } binding) facts.Add(fact, binding);
    }

    /// <summary>The same tower with its own octets.</summary>
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

    // The last one counts: some towers name a pipe and a port.
    private string? Binding
    {
        get
        {
            var reader = new TowerReader(Octets.Span);
            string? found = null;
            while (reader.TryNext(out var floor)) found = floor.Binding ?? found;
            return reader.IsWhole ? found : null;
        }
    }
}
