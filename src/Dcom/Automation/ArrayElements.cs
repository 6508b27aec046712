using System.Collections;
using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>The elements of a SAFEARRAY ([MS-OAUT] 2.2.30.2 to 2.2.30.8): values in place, or pointers and what they point at.</summary>
internal static class ArrayElements
{
    /// <summary>Reads them.</summary>
    public static Array Read(ref NdrReader reader, VariantType type, int count) => type switch
    {
        VariantType.I1 => Each(ref reader, count, 1, static (ref NdrReader one) => one.ReadSByte()),
        VariantType.UI1 => reader.ReadBytes(count),
        VariantType.I2 => Each(ref reader, count, 2, static (ref NdrReader one) => one.ReadInt16()),
        VariantType.UI2 => Each(ref reader, count, 2, static (ref NdrReader one) => one.ReadUInt16()),
        VariantType.Bool => Each(ref reader, count, 2, static (ref NdrReader one) => ScalarCodec.ReadBool(ref one)),
        VariantType.I4 or VariantType.Int => Each(ref reader, count, 4, static (ref NdrReader one) => one.ReadInt32()),
        VariantType.R4 => Each(ref reader, count, 4, static (ref NdrReader one) => one.ReadSingle()),
        VariantType.I8 => Each(ref reader, count, 8, static (ref NdrReader one) => one.ReadInt64()),
        VariantType.UI8 => Each(ref reader, count, 8, static (ref NdrReader one) => one.ReadUInt64()),
        VariantType.R8 or VariantType.Date => Each(ref reader, count, 8, static (ref NdrReader one) => one.ReadDouble()),
        VariantType.Currency => Each(ref reader, count, 8, static (ref NdrReader one) => ScalarCodec.ReadCurrency(ref one)),
        VariantType.Bstr => Pointees(ref reader, count, AutomationText.Read),
        VariantType.Variant => Pointees(ref reader, count, VariantCodec.Read),
        VariantType.Unknown or VariantType.Dispatch => Pointees(ref reader, count, InterfacePointer.ReadNdr),
        VariantType.Record => Pointees(ref reader, count, RecordCodec.Read),
        // VT_UI4, VT_UINT, VT_ERROR: nothing else has got here.
        _ => Each(ref reader, count, 4, static (ref NdrReader one) => one.ReadUInt32()),
    };

    /// <summary>Writes them.</summary>
    public static void Write(ref NdrWriter writer, VariantType type, IList values)
    {
        if (!ArePointers(type))
        {
            foreach (var value in values) ScalarCodec.Write(ref writer, type, value!);
            return;
        }

        // A BSTR without a text is not a null pointer.
        foreach (var value in values) writer.WriteReferent(value is not null || type == VariantType.Bstr);
        foreach (var value in values)
            if (type == VariantType.Bstr) AutomationText.Write(ref writer, (string?)value);
            else if (value is Variant variant) VariantCodec.Write(ref writer, variant);
            else if (value is InterfacePointer pointer) InterfacePointer.WriteNdr(ref writer, pointer);
            else if (value is UserRecord record) RecordCodec.Write(ref writer, record);
    }

    private static bool ArePointers(VariantType type) =>
        type is VariantType.Bstr or VariantType.Variant or VariantType.Unknown or VariantType.Dispatch or VariantType.Record;

    private static T[] Each<T>(ref NdrReader reader, int count, int size, NdrRead<T> read)
    {
        var values = reader.NewArray<T>(count, size);
        for (var i = 0; i < count; i++) values[i] = read(ref reader);
        return values;
    }

    private static T?[] Pointees<T>(ref NdrReader reader, int count, NdrRead<T?> read)
        where T : class
    {
        var areThere = reader.NewArray<bool>(count, 4);
        for (var i = 0; i < count; i++) areThere[i] = reader.ReadReferent() != 0;
        var values = reader.NewArray<T?>(count, 0);
        for (var i = 0; i < count; i++) values[i] = areThere[i] ? read(ref reader) : null;
        return values;
    }
}
