using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// Encodes instances of one class, or rows of one projection of it. Made once; a row costs no allocation beyond the caller's writer. May be
/// used by many callers at once.
/// </summary>
internal sealed class InstanceEncoder
{
    // Length, flags, class name.
    private const int HeaderSize = 9;

    private readonly WmioEncoders _encoders;
    private readonly PropertySlots _slots;
    private readonly byte[] _classPart;
    private readonly int _fixedSize;

    internal InstanceEncoder(
        WmioEncoders encoders, CimClass @class, IReadOnlyList<CimProperty>? selected, bool hasDerivation = false)
    {
        (_encoders, Class) = (encoders, @class);
        _slots = new PropertySlots(@class, selected, hasDerivation);
        var writer = new ByteWriter([]);
        ClassPartWriter.Write(ref writer, @class, _slots, encoders);
        _classPart = writer.Written.ToArray();
        writer.Dispose();
        // Then the empty set of qualifiers with its flag, and the length of the heap.
        _fixedSize = HeaderSize + _slots.FlagsSize + _slots.ValuesSize + 5 + 4;
    }

    /// <summary>The class.</summary>
    public CimClass Class { get; }

    /// <summary>Writes an EncodingUnit ([MS-WMIO] 2.2.1).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="instance">An instance of the class.</param>
    public void WriteUnit(ref ByteWriter writer, CimInstance instance)
    {
        var unit = EncodingUnit.Begin(ref writer);
        WriteBlock(ref writer, instance);
        EncodingUnit.End(ref writer, unit);
    }

    /// <summary>Writes an ObjectBlock with the class (2.2.2).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="instance">An instance of the class.</param>
    public void WriteBlock(ref ByteWriter writer, CimInstance instance)
    {
        WriteStart(ref writer);
        writer.WriteBytes(_classPart);
        WriteValues(ref writer, instance);
    }

    /// <summary>Writes an instance without its class (2.2.3).</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="instance">An instance of the class.</param>
    public void WriteWithoutClass(ref ByteWriter writer, CimInstance instance)
    {
        WriteStart(ref writer);
        WriteValues(ref writer, instance);
    }

    private void WriteStart(ref ByteWriter writer)
    {
        writer.WriteByte(ObjectBlock.InstanceFlag | ObjectBlock.DecorationFlag);
        writer.WriteBytes(_encoders.Decoration);
    }

    private void WriteValues(ref ByteWriter writer, CimInstance instance)
    {
        var start = writer.Position;
        // A null value's place is zero, whatever its flags say: clients take anything else for a value.
        writer.WriteZeros(_fixedSize);
        var flags = start + HeaderSize;
        var values = flags + _slots.FlagsSize;
        writer.PatchUInt32(values + _slots.ValuesSize, 4);
        writer.WrittenMutable[values + _slots.ValuesSize + 4] = 1;
        var heap = writer.Position;
        EncodedText.Write(ref writer, Class.Name);
        foreach (var slot in _slots.All)
        {
            var value = Fit(slot, instance[slot.Property.Index]);
            if (!value.IsNull)
                ValueWriter.Write(ref writer, values + slot.Offset, ref writer, heap, slot.Type, value, _encoders);
            else
                // Null by the class, or by the instance although the class has a default.
                writer.WrittenMutable[flags + slot.FlagsByte] |= (byte)((slot.Property.Default.IsNull ? 3 : 1) << slot.FlagsShift);
        }
        writer.PatchUInt32(heap - 4, (uint)(writer.Position - heap) | HeapDictionary.Flag);
        writer.PatchUInt32(start, (uint)(writer.Position - start));
    }

    // A provider's slip of type is no reason to send bytes that mean something else.
    private static CimValue Fit(PropertySlot slot, CimValue value)
    {
        if (value.IsNull || (value.Type == slot.Type.Type && value.IsArray == slot.Type.IsArray))
            return value;
        return !value.IsArray && !slot.Type.IsArray && CimValue.TryParse(slot.Type.Type, value.ToString(), out var typed)
            ? typed
            : CimValue.Null;
    }
}
