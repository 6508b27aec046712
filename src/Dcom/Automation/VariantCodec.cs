using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Automation;

/// <summary>
/// _wireVARIANT ([MS-OAUT] 2.2.29.1). It is always behind a pointer, so that what it points at follows it: Variants within variants are
/// levels of the message's budget.
/// </summary>
internal static class VariantCodec
{
    /// <summary>The memory of a variant with its boxed value.</summary>
    private const int Size = 64;

    /// <summary>Reads one.</summary>
    public static Variant Read(ref NdrReader reader)
    {
        reader.Enter();
        reader.Charge(1, Size);
        reader.Align(8);
        // clSize: some clients write a constant. rpcReserved and wReserved: ignored on receipt.
        reader.ReadUInt32();
        reader.ReadUInt32();
        var type = (VariantType)reader.ReadUInt16();
        reader.ReadUInt16();
        reader.ReadUInt16();
        reader.ReadUInt16();
        if (reader.ReadUInt32() is var tag && tag != TagOf(type))
            throw new MalformedException(Malformed.BadValue, $"a variant of type 0x{(ushort)type:x4} with discriminant 0x{tag:x}");
        if (!IsKnown(type)) throw new MalformedException(Malformed.BadValue, $"a variant of type 0x{(ushort)type:x4}");
        var value = ReadValue(ref reader, type);
        reader.Leave();
        return new(type, value);
    }

    /// <summary>Writes one.</summary>
    public static void Write(ref NdrWriter writer, Variant variant)
    {
        // clSize comes first, in units of eight octets: what follows is written aside.
        var rest = new ArrayBufferWriter<byte>(64);
        var body = new NdrWriter(rest, writer.Syntax);
        body.WriteUInt64(0);
        body.WriteUInt16((ushort)variant.Type);
        body.WriteUInt16(0);
        body.WriteUInt32(0);
        body.WriteUInt32(TagOf(variant.Type));
        WriteValue(ref body, variant.Type, variant.Value);
        body.Complete();
        writer.Align(8);
        writer.WriteUInt32((uint)((rest.WrittenCount + 7) / 8));
        writer.WriteBytes(rest.WrittenSpan[4..]);
    }

    // An array has one arm for all types of elements.
    private static uint TagOf(VariantType type) =>
        (uint)((type & VariantType.Array) != 0 ? type & (VariantType.Array | VariantType.ByReference) : type);

    private static object? ReadValue(ref NdrReader reader, VariantType type)
    {
        var bare = type & ~VariantType.ByReference;
        for (var pointers = PointersOf(type); pointers > 0; pointers--)
            if (reader.ReadReferent() == 0)
                return null;
        if ((bare & VariantType.Array) != 0) return SafeArrayCodec.Read(ref reader, bare & ~VariantType.Array);
        return bare switch
        {
            VariantType.Empty or VariantType.Null => null,
            VariantType.Bstr => AutomationText.Read(ref reader),
            VariantType.Dispatch or VariantType.Unknown => InterfacePointer.ReadNdr(ref reader),
            VariantType.Variant => Read(ref reader),
            VariantType.Record => RecordCodec.Read(ref reader),
            _ => ScalarCodec.Read(ref reader, bare),
        };
    }

    private static void WriteValue(ref NdrWriter writer, VariantType type, object? value)
    {
        var bare = type & ~VariantType.ByReference;
        // A BSTR without a text is not a null pointer.
        var isPresent = value is not null || bare == VariantType.Bstr;
        for (var pointers = PointersOf(type); pointers > 0; pointers--)
        {
            writer.WriteReferent(isPresent);
            if (!isPresent) return;
        }

        if ((bare & VariantType.Array) != 0) SafeArrayCodec.Write(ref writer, (SafeArray)value!);
        else if (bare == VariantType.Bstr) AutomationText.Write(ref writer, (string?)value);
        else if (bare is VariantType.Dispatch or VariantType.Unknown) InterfacePointer.WriteNdr(ref writer, (InterfacePointer)value!);
        else if (bare == VariantType.Variant) Write(ref writer, (Variant)value!);
        else if (bare == VariantType.Record) RecordCodec.Write(ref writer, (UserRecord)value!);
        else if (bare is not (VariantType.Empty or VariantType.Null)) ScalarCodec.Write(ref writer, bare, value!);
    }

    // [MS-OAUT] 2.2.7: those with a "V". Nothing has a reference, and a variant is in another one by reference alone.
    private static bool IsKnown(VariantType type)
    {
        var (bare, isReference) = (type & ~VariantType.ByReference, (type & VariantType.ByReference) != 0);
        return bare switch
        {
            VariantType.Empty or VariantType.Null => !isReference,
            VariantType.Variant => isReference,
            VariantType.Decimal => true,
            _ => SafeArrayShape.KindOf(bare & ~VariantType.Array) is not null,
        };
    }

    // As the IDL declares the arms: BSTR, interfaces, VARIANT and BRECORD are pointers themselves, PSAFEARRAY is one to another.
    private static int PointersOf(VariantType type)
    {
        var bare = type & ~VariantType.ByReference;
        if (bare == VariantType.Record) return 1;
        var own = (bare & VariantType.Array) != 0 ? 2
            : bare is VariantType.Bstr or VariantType.Dispatch or VariantType.Unknown or VariantType.Variant ? 1 : 0;
        return bare == type ? own : own + 1;
    }
}
